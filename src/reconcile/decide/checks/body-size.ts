import type { Edit } from '../../../identity/edit.ts'
import { intendedOf, nothing } from '../../../identity/intended.ts'
import { documentOf } from '../../../identity/live-document.ts'
import { patchFor } from '../../../identity/patch.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { DesiredIdentity } from '../../../model/identity.ts'
import type { Creation } from '../creation.ts'
import type { Update } from '../update.ts'

/** Bytes of the largest request body that Kratos accepts, since v1.2. */
const largestBody = 5 * 1024 * 1024

/** Below this estimate the exact size is not computed. */
const suspicious = largestBody / 4

/** Reports a creation whose document and mark are together too large for one request. */
export function oversizedCreation({ desired, edits, mark }: Creation): readonly Diagnostic[] {
  if (isSmall({ edits, mark })) return []
  const { schema_id, state, traits, metadata_public, metadata_admin } = documentOf(intendedOf(nothing, edits, mark))
  return tooLarge(desired, bytesOf({ schema_id, state, traits, metadata_public, metadata_admin }))
}

/** Reports an update that is too large without what others have put into merged lists: that would be no mistake of the document. */
export function oversizedUpdate(update: Update): readonly Diagnostic[] {
  return tooLarge(update.pair.desired, bytesOf(patchOf(update, ownEdits(update))))
}

/** Whether the PATCH of an update is too large for one request. */
export function isOversized(update: Update): boolean {
  const { edits, mark } = update
  return !isSmall({ edits, mark }) && bytesOf(patchOf(update, edits)) > largestBody
}

function isSmall({ edits, mark }: Pick<Creation, 'edits' | 'mark'>): boolean {
  if (mostBytesOf(edits) + mostBytesOf(mark) < suspicious) return true
  return bytesOf(edits) + bytesOf(mark) < suspicious
}

function ownEdits({ pair: { desired }, edits }: Update): readonly Edit[] {
  return edits.map((edit) => {
    const field = desired.fields[edit.path]
    return field?.mode === 'merge' && edit.after !== undefined ? { path: edit.path, after: field.value } : edit
  })
}

function patchOf({ pair, mark }: Update, edits: readonly Edit[]) {
  return patchFor(pair.live, edits, mark, { schema: undefined })
}

function tooLarge({ key, origin }: DesiredIdentity, bytes: number): readonly Diagnostic[] {
  if (bytes <= largestBody) return []
  return [
    {
      severity: 'error',
      code: 'IDC417',
      summary: `with its mark, "${key}" needs a request of ${(bytes / 1024 / 1024).toFixed(1)} MiB: Kratos accepts 5 MiB`,
      hint: 'shorten the document, or keep a part of it elsewhere',
      at: origin,
    },
  ]
}

function bytesOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value))
}

/** No fewer bytes than the JSON text of a value has. Does not make that text: everybody is asked about. */
export function mostBytesOf(value: unknown): number {
  // A character takes at most six bytes (`\u0000`), a number 24.
  if (typeof value === 'string') return 6 * value.length + 2
  if (typeof value !== 'object' || value === null) return 24
  let sum = 2
  for (const name in value) sum += 6 * name.length + 4 + mostBytesOf(value[name as keyof typeof value])
  return sum
}
