import { type Digest, digestOf } from '../model/digest.ts'

/** What a line of `previously` is in a mark. */
export function lineDigest(line: string): Digest {
  return digestOf(line)
}
