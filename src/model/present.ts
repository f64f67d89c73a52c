/**
 * Drops the members that are `undefined`, for optional members of literals: `{ id, ...present({ reason, hint }) }`.
 * `null`, `false`, `0` and `''` stay.
 */
export function present<T extends object>(members: T): Present<T> {
  const given: Partial<T> = {}
  for (const name of Object.keys(members) as (keyof T)[]) if (members[name] !== undefined) given[name] = members[name]
  return given as unknown as Present<T>
}

/**
 * `{ ...value, ...members }`, for what is kept of each of a million people. V8 gives an object that begins with a spread and then gets new
 * members a hidden class of its own, and that takes more memory than the members.
 */
export function withMembers<T extends object, M extends object>(value: T, members: M): T & M {
  return Object.assign({}, value, members)
}

/** Makes members that may be `undefined` optional, and removes `undefined` from their types. */
export type Present<T extends object> = {
  [K in keyof T as undefined extends T[K] ? never : K]: T[K]
} & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

/** The list, or `undefined` if it is empty: `present({ related: unlessEmpty(places) })`. */
export function unlessEmpty<List extends readonly unknown[]>(list: List): List | undefined {
  return list.length === 0 ? undefined : list
}
