/** One of the parts into which several processes divide a plan. */
export interface Shard {
  /** Counts from 0, as Kubernetes does. */
  readonly index: number
  /** How many shards there are. */
  readonly count: number
}

/** The shard that a run executes, and how much of its plan that is. */
export interface ShardOfPlan extends Shard {
  /** Changes in the shard. */
  readonly changes: number
  /** Changes in the whole plan. */
  readonly planned: number
}

/** `2/4`, as `--shard` takes it. */
export function shardText({ index, count }: Shard): string {
  return `${index}/${count}`
}
