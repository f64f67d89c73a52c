import type { Blocked } from '../../../model/change.ts'
import { isOversized } from '../checks/body-size.ts'
import type { Update } from '../update.ts'

/** Blocks if document and merged live lists are too large for one request. A document too large by itself is a mistake in the files. */
export function oversized(update: Update): Blocked | undefined {
  if (!isOversized(update)) return undefined
  return {
    code: 'too-large',
    reason: 'with the values that live has, the request would be larger than the 5 MiB that Kratos accepts',
    hint: 'shorten the live list in Kratos, or stop managing it (ownership: ignore)',
  }
}
