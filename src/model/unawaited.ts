/** Something that has begun, and that perhaps nobody will wait for: its failure must not end the process. */
export function unawaited<T>(pending: Promise<T>): Promise<T> {
  pending.catch(() => undefined)
  return pending
}
