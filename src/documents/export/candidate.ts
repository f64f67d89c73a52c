import type { ExportedDocument, LeftOut, Unsaid } from '../../model/exported.ts'
import type { DesiredDocument, DesiredIdentity, IdentityKey } from '../../model/identity.ts'
import { present } from '../../model/present.ts'

/** A live identity with a document that says what it is. */
export interface Candidate {
  readonly id: string
  readonly key: IdentityKey
  /** Where its document goes, if nothing else has that place; unique among all candidates once it is placed. */
  readonly file: string
  readonly text: string
  readonly document: DesiredDocument
  readonly identity: DesiredIdentity
  readonly unsaid: readonly Unsaid[]
  /** It has the mark of this workspace already. */
  readonly managed?: true
}

/** A file to write, and whose documents are in it. */
export interface ExportFile {
  readonly file: string
  readonly text: string
  readonly documents: readonly Pick<Candidate, 'id' | 'key' | 'unsaid' | 'managed'>[]
}

export function leaveOut({ id, key }: Pick<Candidate, 'id' | 'key'>, why: Omit<LeftOut, 'id' | 'key'>): LeftOut {
  return { id, key, ...why }
}

/** What is told of a document that is in a file now. */
export function exportedAs(
  outcome: ExportedDocument['outcome'],
  file: string,
  { id, key, managed, unsaid }: ExportFile['documents'][number],
): ExportedDocument {
  return { id, key, file, outcome, ...present({ managed }), unsaid }
}
