import { leafDigest, normalLeaf } from '../../identity/compare.ts'
import type { IdentitySchemaSet } from '../../identity-schema/identity-schema.ts'
import type { DesiredIdentity, LiveIdentity, ManagedField, Mark } from '../../model/identity.ts'
import { isAtOrBelow, type Json, type JsonPointer } from '../../model/json.ts'
import { remembered } from '../../model/remembered.ts'
import { schemaIdOf } from '../../model/schema-id.ts'
import { markedNames, writtenText } from '../match/account.ts'
import { documentReader } from '../match/document.ts'
import { namePointers } from '../match/name-pointers.ts'
import type { GivenNames, NameLeaf, SaidNames } from '../match/names.ts'

/** The name leaves of documents and marks. */
export interface NameLeaves {
  ofMark(mark: Pick<Mark, 'fields'>, schemaId: string): readonly Omit<NameLeaf, 'text'>[]
  ofAccount(live: LiveIdentity, mark: Mark): GivenNames
  /** The names of a document as matching reads them. */
  said(desired: DesiredIdentity): SaidNames
  /** Leaves from references are left out: their digests must not be in a plan. */
  ofDocument(desired: Pick<DesiredIdentity, 'fields'>): readonly NameLeaf[]
  /** Path and text of the leaves of `ofDocument`; texts with the same digest are the same. */
  normalOf(desired: Pick<DesiredIdentity, 'fields'>): readonly (readonly [JsonPointer, Json | undefined])[]
  /** The texts of `ofDocument`. */
  textsOf(desired: Pick<DesiredIdentity, 'fields'>): readonly string[]
}

/** @param display leaves that show who a person is; absent: the leaves that schemas usually use for names */
export function nameLeaves(schemas: IdentitySchemaSet, display: readonly JsonPointer[] | undefined): NameLeaves {
  const pointers = namePointers(display)
  // Of few schemas, and asked for everybody.
  const isNameIn = remembered((schemaId) => {
    const names = pointers.of(schemas.get(schemaId))
    return (path: JsonPointer) => names.some((pointer) => isAtOrBelow(path, pointer))
  })
  return {
    ofMark(mark, schemaId) {
      const isName = isNameIn(schemaId)
      return Object.keys(mark.fields).flatMap((path) => {
        const digest = writtenText(mark, path)
        return digest !== undefined && isName(path) ? [{ path, digest }] : []
      })
    },
    ofAccount: markedNames,
    said: documentReader(schemas, pointers),
    ofDocument(desired) {
      const schemaId = schemaIdOf(desired)
      const schema = schemas.get(schemaId)
      return namesIn(desired, isNameIn(schemaId)).map(({ path, text }) => {
        return { path, text, digest: leafDigest(schema, path, text) }
      })
    },
    normalOf(desired) {
      const schemaId = schemaIdOf(desired)
      const schema = schemas.get(schemaId)
      return namesIn(desired, isNameIn(schemaId)).map(({ path, text }) => [path, normalLeaf(schema, path, text)])
    },
    textsOf: (desired) => namesIn(desired, isNameIn(schemaIdOf(desired))).map(({ text }) => text),
  }
}

function namesIn(
  { fields }: Pick<DesiredIdentity, 'fields'>,
  isName: (path: JsonPointer) => boolean,
): Pick<NameLeaf, 'path' | 'text'>[] {
  const names: Pick<NameLeaf, 'path' | 'text'>[] = []
  for (const path of Object.keys(fields)) {
    if (!isName(path)) continue
    const { value, mode, reference } = fields[path] as ManagedField
    const isSaid = mode !== 'ignore' && mode !== 'observe' && reference === undefined
    if (isSaid && typeof value === 'string' && value.trim() !== '') names.push({ path, text: value })
  }
  return names
}
