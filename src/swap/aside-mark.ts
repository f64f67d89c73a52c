import { asideBaseOf } from '../identity/base.ts'
import { leafDigest } from '../identity/compare.ts'
import type { Edit } from '../identity/edit.ts'
import { elementPaths, foundBeside, foundElements, foundIn, foundMember } from '../identity/found.ts'
import { intendedOf } from '../identity/intended.ts'
import { owing, withoutSwap } from '../identity/mark.ts'
import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import { digestOf } from '../model/digest.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import type { Json, JsonPointer } from '../model/json.ts'
import { type TodoItem, todoItem } from '../model/todo.ts'

/**
 * The mark of a person who has moved aside. It records the temporary values as applied by idctl, so that the next plan sees the
 * final values as pending and not the temporary ones as drift. Its `todo` lists what the swap still owes.
 */
export function asideMark(
  live: LiveIdentity,
  before: Mark,
  moves: readonly Edit[],
  change: {
    readonly paths: readonly JsonPointer[]
    readonly schema: IdentitySchema
    readonly verifications: readonly TodoItem[]
  },
): Mark {
  const applied = moves.map(({ path, after }) => [path, meanwhileDigest(change.schema, before, path, after)] as const)
  const asides = moves.map(({ path }) => todoItem({ kind: 'aside', path }))
  const { todo: earlier } = withoutSwap(before)
  const { found: _found, ...kept } = before
  const mark: Mark = {
    ...kept,
    fields: { ...before.fields, ...Object.fromEntries(applied) },
    ...foundMember(stillFound(before, applied)),
    todo: [...new Set([...earlier, ...asides, ...change.verifications])],
  }
  const base = asideBaseOf(intendedOf(live, moves, mark), mark, change.paths)
  return owing(mark, [{ kind: 'swap', digest: base }])
}

/** `found` pointers that are still valid after the move: of unchanged leaves, and of list elements that remain. */
function stillFound(before: Mark, applied: readonly (readonly [JsonPointer, Mark['fields'][string]])[]) {
  const found = foundIn(before)
  const elements = applied.flatMap(([path, digests]) =>
    typeof digests === 'string' ? [] : elementPaths(path, digests, foundElements(found, path, before.fields[path])),
  )
  return [
    ...foundBeside(
      found,
      applied.map(([path]) => path),
    ),
    ...elements,
  ]
}

/** The mark's entry for a temporary value; for a `merge` array the digests of our elements that remain. */
function meanwhileDigest(
  schema: IdentitySchema,
  before: Mark,
  path: JsonPointer,
  after: Json | undefined,
): Mark['fields'][string] {
  const applied = before.fields[path]
  if (typeof applied !== 'object' || !Array.isArray(after)) return leafDigest(schema, path, after)
  const present = new Set(after.map(digestOf))
  return applied.filter((digest) => present.has(digest))
}
