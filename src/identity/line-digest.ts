import { type Digest, digestOf } from '../model/digest.ts'

/** Digest of a `previously` line, as the mark stores it. */
export function lineDigest(line: string): Digest {
  return digestOf(line)
}
