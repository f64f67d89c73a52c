import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config/types.ts'
import { folderReading, type newFileReader } from '../../desired/new-files.ts'
import type { LeftOut } from '../../model/exported.ts'
import type { DesiredDocument, DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import { jsonEqual } from '../../model/json.ts'
import type { MatchPolicy } from '../../reconcile/match/match.ts'
import { editedText, readOriginal } from '../accept/edit-file.ts'
import { essence } from '../accept/prove-edit.ts'
import { type Candidate, type ExportFile, exportedAs, leaveOut } from './candidate.ts'
import { type Destination, refuseLargeList } from './destination.ts'
import { findAccounts } from './find-accounts.ts'
import { inOrder, placeCandidates } from './place-candidates.ts'
import { type DocumentFormat, joinDocuments } from './render-documents.ts'
import { appendToList } from './update/append-to-list.ts'
import type { ExportEdit, SettledUpdates } from './update/settle-updates.ts'

export interface Placing {
  readonly config: Config
  readonly destination: Destination
  readonly format: DocumentFormat
  readonly read: ReturnType<typeof newFileReader>
  /** The documents that there are, after their updates. */
  readonly settled: SettledUpdates
  readonly match: MatchPolicy
  readonly list: () => AsyncIterable<readonly LiveIdentity[]>
}

export interface Placed {
  readonly files: readonly ExportFile[]
  readonly edits: readonly ExportEdit[]
  readonly left: readonly LeftOut[]
}

/**
 * Puts new documents into files of their own, or into the list; a list that is there gets them at its end.
 * @throws IdctlError (exit `usage`) for a list that idctl would not read back
 */
export async function placeNew(candidates: readonly Candidate[], placing: Placing): Promise<Placed> {
  const { config, destination, settled, format, read } = placing
  if (destination.kind === 'files') {
    const isTaken = (file: string) => folderReading(config, file) !== undefined && existsSync(join(config.root, file))
    const placed = placeCandidates(candidates, isTaken)
    return { ...settled, files: placed.map((one) => ({ file: one.file, text: one.text, documents: [one] })), left: [] }
  }
  if (candidates.length === 0) return { ...settled, files: [], left: [] }
  const { file } = destination
  const documents = inOrder(candidates)
  if (existsSync(join(config.root, file))) return appended(documents, file, placing)
  const text = joinDocuments(
    documents.map((one) => one.text),
    format,
  )
  if (folderReading(config, file) !== undefined) refuseLargeList(Buffer.byteLength(text))
  const found = read(file, text).documents
  if (!areRead(found, documents)) throw new TypeError('documents that were right alone are not right in one file')
  return { ...settled, files: [{ file, text, documents }], left: [] }
}

/** Each document was proved alone; together they must be the same documents. */
function areRead(found: readonly DesiredDocument[], documents: readonly Candidate[]): boolean {
  const values = ({ fields }: DesiredDocument) =>
    Object.fromEntries(Object.entries(fields).map(([path, { value }]) => [path, value]))
  const isSame = ({ document }: Candidate, index: number) => {
    const read = found[index]
    return read !== undefined && jsonEqual(values(read), values(document))
  }
  return found.length === documents.length && documents.every(isSame)
}

/** The documents of the list must stay what they are, and so must the account of one that was alone in it. */
async function appended(documents: readonly Candidate[], file: string, placing: Placing): Promise<Placed> {
  const { config, settled, read } = placing
  const known = settled.edits.find(({ edit }) => edit.file === file)
  const original = readOriginal(config, file)
  const before = known === undefined ? original.text : editedText(known.edit)
  const text = appendToList(
    file,
    before,
    documents.map((one) => one.text),
  )
  const refused = { ...settled, files: [], left: documents.map((one) => leaveOut(one, { ...noList, file })) }
  if (text === undefined) return refused
  refuseLargeList(Buffer.byteLength(text))
  const [old, found] = [read(file, before).documents, read(file, text).documents]
  const kept = found.slice(0, old.length)
  const isSame = old.length + documents.length === found.length && kept.every((one, at) => isStill(one, old[at]))
  if (!isSame || !areRead(found.slice(old.length), documents)) return refused
  if (old.length === 1 && !(await staysWithAccounts(file, documents, placing))) return refused
  const added = documents.map((one) => exportedAs('written', file, one))
  const edit = { edit: original.edited(text), documents: [...(known?.documents ?? []), ...added] }
  return { edits: [...settled.edits.filter((one) => one !== known), edit], files: [], left: [] }
}

function isStill(now: DesiredDocument, before: DesiredDocument | undefined): boolean {
  return before !== undefined && essence({ ...now, soleDocument: before.soleDocument }, []) === essence(before, [])
}

/** A document that is alone in its file can find its account by the file. */
async function staysWithAccounts(
  file: string,
  documents: readonly Candidate[],
  { settled: { identities: before, accounts }, match, list }: Placing,
): Promise<boolean> {
  const inList = (one: DesiredIdentity) => (one.origin.file === file ? { ...one, soleDocument: false } : one)
  const identities = [...before.map(inList), ...documents.map(({ identity }) => inList(identity))]
  const found = await findAccounts(identities, list(), match)
  return before.every(({ key }) => accounts.get(key) === found.get(key))
}

const noList = {
  code: 'IDC242',
  why: 'the file of --file is there, and no document can be put at its end',
  hint: 'choose another --file, or leave it out',
} as const
