/** Ends a `switch` on a discriminator: a new case is a compile error here, and a bug report at run time. */
export function assertNever(value: never): never {
  throw new TypeError(`unexpected case: ${JSON.stringify(value)}`)
}
