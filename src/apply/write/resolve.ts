import { leafDigest } from '../../identity/compare.ts'
import type { Edit } from '../../identity/edit.ts'
import { foundElements, foundIn } from '../../identity/found.ts'
import { liveLeaf, ownMark } from '../../identity/live-document.ts'
import { diffMerged } from '../../identity/merge-leaf.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { FieldChange, UpdateChange } from '../../model/change.ts'
import type { Hidden } from '../../model/cut-out.ts'
import type { Digest } from '../../model/digest.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import type { Json, JsonPointer } from '../../model/json.ts'
import type { Step } from '../step.ts'

/** The leaves of a change with their values, references resolved. */
export interface ResolvedFields {
  readonly edits: readonly Edit[]
  /** Digests for the mark, of the values that came from references. */
  readonly digests: Mark['fields']
}

/**
 * Resolves the values of the leaves. From then on, no message about the change shows values of sensitive leaves or of references.
 * @param live has the arrays that mode `merge` adds to, and the mark that says which elements idctl wrote; absent for a creation
 * @throws IdctlError when a reference is undefined
 */
export function resolveFields(
  fields: readonly FieldChange[],
  { run, hidden }: Step,
  schema: IdentitySchema | undefined,
  live: LiveIdentity | undefined,
): ResolvedFields {
  const { secrets, workspace } = run.context
  const digests: Record<JsonPointer, Digest | readonly Digest[]> = {}
  const edits = fields.map((field): Edit => {
    const { path } = field
    if (field.reference === undefined) {
      if (field.sensitive) for (const value of [field.before, field.after]) hideValues(value, hidden)
      return field.after === undefined ? { path } : { path, after: field.after }
    }
    const value = secrets.reference(field.reference)
    hideValues(value, hidden)
    if (field.merge === true) {
      const there = live && liveLeaf(live, path)
      const mark = live && ownMark(live, workspace)
      const applied = mark?.fields[path]
      const merged = diffMerged(value, there, applied, foundElements(foundIn(mark), path, applied, there))
      digests[path] = merged.digests
      return { path, after: merged.after ?? there ?? value }
    }
    digests[path] = leafDigest(schema, path, value)
    return { path, after: value }
  })
  return { edits, digests }
}

/** Digests for the mark, of references whose leaves need no write (`UpdateChange.agreed`). @throws IdctlError as `resolveFields` */
export function resolveAgreed(
  agreed: UpdateChange['agreed'],
  { run, hidden }: Step,
  schema: IdentitySchema | undefined,
  live: LiveIdentity,
): Mark['fields'] {
  const { secrets, workspace } = run.context
  const applied = ownMark(live, workspace)?.fields
  const digests: Record<JsonPointer, Digest | readonly Digest[]> = {}
  for (const [path, reference] of Object.entries(agreed ?? {})) {
    const before = applied?.[path]
    if (reference === null) {
      if (before !== undefined) digests[path] = before
      continue
    }
    const isMerged = typeof reference === 'object'
    const value = secrets.reference(isMerged ? reference.reference : reference)
    hideValues(value, hidden)
    digests[path] = isMerged ? diffMerged(value, liveLeaf(live, path), before).digests : leafDigest(schema, path, value)
  }
  return digests
}

/** Adds every text, number and boolean in a value to the values that no message may show. */
export function hideValues(value: Json | undefined, hidden: Set<Hidden>): void {
  if (value === undefined || value === null) return
  if (typeof value !== 'object') hidden.add(value)
  else for (const item of Object.values(value)) hideValues(item, hidden)
}
