import type { Blocked } from '../../../model/change.ts'
import { isOversized } from '../checks/body-size.ts'
import type { Update } from '../update.ts'

/** Beside what live has in a merged list, the document finds no room in one request. If it is too large alone, that is a mistake of it. */
export function oversized(update: Update): Blocked | undefined {
  if (!isOversized(update)) return undefined
  return {
    code: 'too-large',
    reason: 'with what live has, the request would be larger than the 5 MiB that Kratos takes',
    hint: 'make that less in Kratos, or let go of the list (ownership: ignore)',
  }
}
