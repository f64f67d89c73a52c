import type { Creation } from './creation.ts'

/** What one request may contain. */
export interface BatchLimits {
  readonly count: number
  readonly bytes: number
  readonly plaintext: number
}

/** Kratos' limits are 1000 items, 200 of them with a password that it has to hash, and 5 MiB (API reference §8.1, §1.1). */
export function batchLimits(batchSize: number): BatchLimits {
  return { count: Math.max(1, Math.min(batchSize, 1000)), bytes: 4 * 1024 * 1024, plaintext: 200 }
}

/** The bytes that an item adds to its body: `{"create":…,"patch_id":"<uuid>"},`. */
const envelopeBytes = 64

/** Groups creations in order. A creation that is too large for any batch gets a group of its own. */
export async function* batchesOf(creations: AsyncIterable<Creation>, limits: BatchLimits): AsyncGenerator<Creation[]> {
  let batch: Creation[] = []
  let bytes = 0
  let plaintext = 0
  for await (const creation of creations) {
    const size = creation.bytes + envelopeBytes
    const secrets = creation.plaintext ? 1 : 0
    const fits = batch.length < limits.count && bytes + size <= limits.bytes && plaintext + secrets <= limits.plaintext
    if (!fits && batch.length > 0) {
      yield batch
      batch = []
      bytes = 0
      plaintext = 0
    }
    batch.push(creation)
    bytes += size
    plaintext += secrets
  }
  if (batch.length > 0) yield batch
}
