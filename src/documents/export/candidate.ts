import type { LeftOut, Unsaid } from '../../model/exported.ts'
import type { DesiredDocument, DesiredIdentity, IdentityKey } from '../../model/identity.ts'

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
}

/** A file to write, and whose documents are in it. */
export interface ExportFile {
  readonly file: string
  readonly text: string
  readonly documents: readonly Pick<Candidate, 'id' | 'key' | 'unsaid'>[]
}

export function leaveOut({ id, key }: Pick<Candidate, 'id' | 'key'>, why: Omit<LeftOut, 'id' | 'key'>): LeftOut {
  return { id, key, ...why }
}
