import type { Shard } from '../model/shard.ts'
import { shown, told } from '../model/told.ts'
import { usage } from './named-ids.ts'

const shape = /^(0|[1-9]\d{0,8})\/([1-9]\d{0,8})$/

/** The shard that `--shard i/n` names. @throws IdctlError (exit `usage`) */
export function shardOf(given: string): Shard {
  const [, index, count] = shape.exec(given)?.map(Number) ?? []
  if (index === undefined || count === undefined) {
    throw usage(
      told`--shard takes two numbers: which shard, and of how many`,
      told`for example --shard 0/4, and 1/4, 2/4 and 3/4 in the other processes`,
    )
  }
  if (index < count) return { index, count }
  const last = shown(`${count - 1}/${count}`)
  throw usage(
    told`there is no shard ${shown(given)}: they count from 0`,
    count === 1 ? told`the only one is 0/1` : told`the first one is 0/${count}, the last one ${last}`,
  )
}
