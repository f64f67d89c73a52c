/**
 * An object without the members that are `undefined`: what is not there is absent, in memory as in JSON. For optional members of
 * literals: `{ id, ...present({ reason, hint }) }`. Everything but `undefined` stays, `null`, `false`, `0` and `''` too.
 */
export function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>
}

/** Members that may be `undefined` are optional, and have a value where they are there. */
export type Present<T extends object> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}
