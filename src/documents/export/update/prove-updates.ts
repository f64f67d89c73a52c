import type { Config } from '../../../config/types.ts'
import { readDesiredAgain } from '../../../desired-state.ts'
import type { Change } from '../../../model/change.ts'
import { type Diagnostic, isError, type SourceLocation } from '../../../model/diagnostic.ts'
import type { DesiredDocument, DesiredIdentity, IdentityKey, LiveIdentity } from '../../../model/identity.ts'
import { isAtOrBelow, type JsonPointer } from '../../../model/json.ts'
import type { Variables } from '../../../model/variables.ts'
import { compareFields } from '../../../reconcile/diff/compare-fields.ts'
import type { MatchPolicy } from '../../../reconcile/match/match.ts'
import type { Policy } from '../../../reconcile/policy.ts'
import type { ServerFacts } from '../../../server-facts.ts'
import { editedText, type FileEdit } from '../../accept/edit-file.ts'
import { changedMeanwhile } from '../../accept/file-moved.ts'
import { type PlanOf, setbacksOf } from '../../accept/next-plan.ts'
import { essence } from '../../accept/prove-edit.ts'
import { type Accounts, findAccounts } from '../find-accounts.ts'
import type { Originals } from './edit-outdated.ts'
import type { Outdated } from './outdated.ts'

export interface UpdateContext {
  readonly config: Config
  readonly variables: Variables
  readonly policy: Pick<Policy, 'schemas' | 'sensitive'>
  readonly match: MatchPolicy
  readonly server: ServerFacts
  /** The documents before the edits, and the same ones keyed. */
  readonly documents: readonly DesiredDocument[]
  readonly identities: readonly DesiredIdentity[]
  readonly accounts: Accounts
  readonly list: () => AsyncIterable<readonly LiveIdentity[]>
  /** Plans the folder with other texts in some files. */
  readonly plan: PlanOf
}

export type UpdateProof =
  /** The folder as it will be. */
  | { readonly kind: 'right'; readonly identities: readonly DesiredIdentity[] }
  /** Without the edits of these documents it may be right. */
  | { readonly kind: 'wrong'; readonly culprits: ReadonlyMap<Outdated, string> }
  /** No edit explains it. */
  | { readonly kind: 'refused'; readonly why: readonly string[] }

/**
 * Reads the whole folder as it would be after the edits. Every other document and leaf must be unchanged, the documents valid, the
 * next plan without a difference in what was edited, each document must find the account that it found before, and nobody may be
 * blocked, removed or created anew who would not be so anyway.
 */
export async function proveUpdates(
  context: UpdateContext,
  outdated: readonly Outdated[],
  edits: readonly FileEdit[],
): Promise<UpdateProof> {
  const { config, variables, server, documents } = context
  const replaced = new Map(edits.map((edit) => [edit.path, editedText(edit)]))
  const after = readDesiredAgain(config, server, { variables, replaced })
  const blame = blamer(context, outdated)
  const mistakes = after.diagnostics.filter(isError)
  if (mistakes.length > 0) {
    for (const mistake of mistakes) blame.at(placesOf(mistake), mistake.summary)
    return blame.verdict()
  }
  if (after.documents.length !== documents.length) {
    blame.at(
      edits.map(({ file }) => ({ file })),
      'the number of documents would change',
    )
    return blame.verdict()
  }
  const edited = new Set(edits.map(({ file }) => file))
  for (const [index, document] of documents.entries()) {
    if (!edited.has(document.origin.file)) continue
    const one = blame.of(index)
    const now = after.documents[index]
    const leaves = one?.targets.map(({ pointer }) => pointer) ?? []
    if (now === undefined || essence(document, leaves) !== essence(now, leaves)) {
      blame.document(index, 'another part of the file would change')
    } else if (one !== undefined) {
      for (const why of restlessLeaves(context, one, after.identities[index])) blame.document(index, why)
    }
  }
  if (blame.isNeeded) return blame.verdict()
  const moved = await changedAccounts(context, outdated, after.identities)
  for (const index of moved) blame.document(index, 'it would not find its account again')
  if (blame.isNeeded) return blame.verdict()
  const { mistakes: later, changes = [] } = await setbacksOf(context.plan, replaced)
  for (const mistake of later) blame.at(placesOf(mistake), mistake.summary)
  for (const change of changes) blame.change(change)
  return blame.isNeeded ? blame.verdict() : { kind: 'right', identities: after.identities }
}

/**
 * Whoever edits a file while live identities are read has the last word.
 * @throws IdctlError (exit `invalid`) if a file does not say any more what it said when its documents were read
 */
export function refuseChanged({ config, variables, server, documents }: UpdateContext, originals: Originals): void {
  if (originals.size === 0) return
  const replaced = new Map([...originals.values()].map(({ text, edited }) => [edited(text).path, text] as const))
  const now = readDesiredAgain(config, server, { variables, replaced }).documents
  const inFile = (all: readonly DesiredDocument[], file: string) => all.filter(({ origin }) => origin.file === file)
  for (const file of originals.keys()) {
    const [before, after] = [inFile(documents, file), inFile(now, file)]
    const isSame = (one: DesiredDocument, index: number) => {
      const other = after[index]
      return other !== undefined && essence(one, []) === essence(other, [])
    }
    if (before.length !== after.length || !before.every(isSame)) throw changedMeanwhile(file)
  }
}

function placesOf({ at, related = [] }: Diagnostic): Place[] {
  return [...(at === undefined ? [] : [at]), ...related]
}

type Place = Pick<SourceLocation, 'file'> & Partial<SourceLocation>

/** Finds out whose edit is to blame for a mistake. */
function blamer({ identities }: UpdateContext, outdated: readonly Outdated[]) {
  const byKey = new Map(outdated.map((one) => [one.pair.desired.key, one]))
  const culprits = new Map<Outdated, string>()
  const inexplicable: string[] = []
  const of = (index: number) => byKey.get(identities[index]?.key ?? '')
  /** The edited document that holds a place. */
  const holderOf = ({ file, line = 1 }: Place) => {
    const above = identities.filter(({ origin }) => origin.file === file && origin.line <= line)
    const holder = above.reduce<DesiredIdentity | undefined>(
      (last, one) => (last === undefined || one.origin.line >= last.origin.line ? one : last),
      undefined,
    )
    return holder && byKey.get(holder.key)
  }
  const inFile = (file: string | undefined) => outdated.filter(({ pair }) => pair.desired.origin.file === file)
  const add = (found: readonly Outdated[], why: string) => {
    if (found.length === 0) inexplicable.push(why)
    for (const one of found) if (!culprits.has(one)) culprits.set(one, why)
  }
  return {
    of,
    at(places: readonly Place[], why: string) {
      const holders = places.flatMap((place) => holderOf(place) ?? [])
      add(holders.length > 0 ? holders : places.flatMap(({ file }) => inFile(file)), why)
    },
    change(change: Change) {
      const id = 'id' in change ? change.id : undefined
      const own = outdated.filter(({ pair }) => pair.live.id === id)
      const whom = own.length > 0 ? 'it' : 'somebody'
      const why = `the next plan would ${change.blocked ? 'block' : change.action} ${whom}`
      add(own.length > 0 ? own : inFile(change.origin?.file), why)
    },
    document(index: number, why: string) {
      const one = of(index)
      add(one === undefined ? inFile(identities[index]?.origin.file) : [one], why)
    },
    get isNeeded() {
      return culprits.size + inexplicable.length > 0
    },
    verdict: (): UpdateProof => {
      return culprits.size > 0 ? { kind: 'wrong', culprits } : { kind: 'refused', why: inexplicable }
    },
  }
}

/** Differences and mistakes of an edited document that the next plan would report and the last one did not. */
function restlessLeaves(
  { policy }: UpdateContext,
  { pair, targets }: Outdated,
  desired: DesiredIdentity | undefined,
): string[] {
  if (desired === undefined) return ['the document would be gone']
  const before = compareFields(pair, policy).diff
  const { diff, diagnostics } = compareFields({ ...pair, desired }, policy)
  const known = new Set([...before.changes, ...before.observed].map(({ path }) => path))
  const isEdited = (path: JsonPointer) => targets.some(({ pointer }) => isAtOrBelow(path, pointer))
  const left = [...diff.changes, ...diff.observed].filter(({ path }) => isEdited(path) || !known.has(path))
  return [
    ...left.map(({ path, sensitive }) => `${sensitive ? 'a sensitive value' : path} would still differ`),
    ...diagnostics.filter(isError).map(({ summary }) => summary),
  ]
}

/** Documents that would find another account than before, or none; by index. */
async function changedAccounts(
  { identities, accounts, match, list }: UpdateContext,
  outdated: readonly Outdated[],
  after: readonly DesiredIdentity[],
): Promise<readonly number[]> {
  const keysAfter = new Map(identities.map(({ key }, index) => [key, after[index]?.key ?? key]))
  const isByMark = ({ pair: { by, desired } }: Outdated) => by === 'mark' && keysAfter.get(desired.key) === desired.key
  if (outdated.every(isByMark)) return []
  const adoptKeys = new Set<IdentityKey>([...match.adoptKeys].map((key) => keysAfter.get(key) ?? key))
  const found = await findAccounts(after, list(), { ...match, adoptKeys })
  return identities.flatMap(({ key }, index) => {
    return accounts.get(key) === found.get(keysAfter.get(key) ?? key) ? [] : [index]
  })
}
