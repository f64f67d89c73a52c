import type { Config } from '../../config/types.ts'
import type { ReplacedFiles } from '../../desired/files/read-file.ts'
import { readDesiredAgain } from '../../desired-state.ts'
import type { Change } from '../../model/change.ts'
import { type Diagnostic, isError } from '../../model/diagnostic.ts'
import type { DesiredDocument, DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import { canonicalJson, isAtOrBelow, isJsonObject, type Json, type JsonPointer } from '../../model/json.ts'
import type { Variables } from '../../model/variables.ts'
import { compareFields } from '../../reconcile/diff/compare-fields.ts'
import type { Policy } from '../../reconcile/policy.ts'
import type { ServerFacts } from '../../server-facts.ts'
import type { Target } from './accepted-values.ts'
import { editedText, type FileEdit } from './edit-file.ts'
import { findPair, type ManagedPair, matchPolicyOf } from './find-pair.ts'
import { keyNotes } from './key-notes.ts'
import { type PlanOf, setbacksOf } from './next-plan.ts'

interface Trial {
  readonly config: Config
  readonly variables: Variables
  /** The documents before the edit. */
  readonly documents: readonly DesiredDocument[]
  readonly identities: readonly DesiredIdentity[]
  readonly pair: ManagedPair
  readonly policy: Pick<Policy, 'schemas' | 'sensitive'>
  readonly server: ServerFacts
  readonly targets: readonly Target[]
  readonly edited: FileEdit
  readonly list: () => AsyncIterable<readonly LiveIdentity[]>
  readonly plan: PlanOf
}

export type Proof =
  | { readonly desired: DesiredIdentity; readonly notes: readonly string[] }
  | { readonly diagnostics: readonly Diagnostic[] }

/**
 * Reads the whole folder as it would be after the edit, before anything is written, and plans it. Every other document and leaf must be
 * unchanged, the document valid, the next plan without a difference in what was accepted, and nobody in it worse off. Otherwise the
 * result is the reason.
 */
export async function proveEdit(trial: Trial): Promise<Proof> {
  const { config, variables, documents, identities, pair, edited, server, targets } = trial
  const after = readDesiredAgain(config, server, { variables, replaced: replacedBy(edited) })
  const mistakes = after.diagnostics.filter(isError)
  if (mistakes.length > 0) return refusal(trial, mistakes.map(({ summary }) => summary).join('\n'))
  const index = identities.findIndex(({ key }) => key === pair.desired.key)
  const other = changedElsewhere(documents, after.documents, index, targets)
  if (other !== undefined) return refusal(trial, other)
  const desired = after.identities[index]
  if (desired === undefined) return refusal(trial, 'the document would be gone')
  const restless = restlessLeaves(trial, desired)
  if (restless.length > 0) return refusal(trial, restless.join('\n'))
  return proveNextPlan(trial, after.identities, desired)
}

/** Nobody may be worse off in the next plan: people are matched by names and addresses, and each other. */
async function proveNextPlan(
  trial: Trial,
  identities: readonly DesiredIdentity[],
  desired: DesiredIdentity,
): Promise<Proof> {
  const { pair, plan, edited } = trial
  const { mistakes, changes } = await setbacksOf(plan, replacedBy(edited))
  if (mistakes.length > 0) return refusal(trial, mistakes.map(({ summary }) => summary).join('\n'))
  if (changes === undefined) return provePair(trial, identities, desired)
  const [change] = changes
  if (change === undefined) return proven(trial, desired)
  const own = changes.find(({ key }) => key === desired.key)
  if (own?.blocked && isAbout(own, pair)) return refusal(trial, `the next plan would block it: ${own.blocked.reason}`)
  if (own || changes.some((one) => isAbout(one, pair))) return lostAccount(trial)
  return refusal(trial, `${whoseIs(change)} would be blocked, or lose its account`)
}

/** Where mistakes that were there before prevent a plan, at least the document must find its account. */
async function provePair(
  trial: Trial,
  identities: readonly DesiredIdentity[],
  desired: DesiredIdentity,
): Promise<Proof> {
  const { pair, config, list, server } = trial
  const again = await findPair(identities, list(), matchPolicyOf(config, server), desired.key)
  return again.pair?.live.id === pair.live.id ? proven(trial, desired) : lostAccount(trial)
}

function proven({ pair }: Trial, desired: DesiredIdentity): Proof {
  return { desired, notes: keyNotes(pair.desired, desired) }
}

function isAbout(change: Change, { live }: ManagedPair): boolean {
  return 'id' in change && change.id === live.id
}

function whoseIs({ origin }: Change): string {
  return origin === undefined ? 'another account' : `the document at ${origin.file}:${origin.line}`
}

function lostAccount(trial: Trial): Proof {
  const line = `idctl.previously with ${JSON.stringify(trial.pair.mark.key)}`
  const hint = `write the values by hand, and say whose account it is: add an idctl.key, and ${line}, to the document`
  return refusal(trial, 'the document would not find its account again', hint)
}

function replacedBy(edited: FileEdit): ReplacedFiles {
  return new Map([[edited.path, editedText(edited)]])
}

/** Differences and mistakes of the document that the next plan would report and the last one did not. */
function restlessLeaves({ pair, policy, targets }: Trial, desired: DesiredIdentity): string[] {
  const before = compareFields(pair, policy).diff
  const { diff, diagnostics } = compareFields({ ...pair, desired }, policy)
  const known = new Set([...before.changes, ...before.observed].map(({ path }) => path))
  const isAccepted = (path: JsonPointer) => targets.some(({ pointer }) => isAtOrBelow(path, pointer))
  const left = [...diff.changes, ...diff.observed].filter(({ path }) => isAccepted(path) || !known.has(path))
  const mistakes = diagnostics.filter(isError)
  return [
    ...left.map(({ path, sensitive }) => `${sensitive ? 'a sensitive value' : path} would still differ`),
    ...mistakes.map(({ summary }) => summary),
  ]
}

/** Names another document or leaf that the edit would change. */
function changedElsewhere(
  before: readonly DesiredDocument[],
  after: readonly DesiredDocument[],
  index: number,
  targets: readonly Target[],
): string | undefined {
  if (before.length !== after.length) return 'the number of documents would change'
  for (const [position, document] of before.entries()) {
    const now = after[position]
    const accepted = position === index ? targets.map(({ pointer }) => pointer) : []
    if (now === undefined || essence(document, accepted) !== essence(now, accepted)) {
      const { file, line } = document.origin
      return position === index
        ? 'another part of the document would change'
        : `the document at ${file}:${line} would change`
    }
  }
  return undefined
}

/** Everything that a document says, without locations (also those of list items) and without the accepted leaves. */
export function essence(
  { fields, places: _places, ...rest }: DesiredDocument,
  accepted: readonly JsonPointer[],
): string {
  const others = Object.entries(fields).filter(([path]) => !accepted.some((pointer) => isAtOrBelow(path, pointer)))
  // `verified` of an address is a leaf, too, and is in `fields`.
  const addresses = rest.verifiable_addresses?.map(({ verified: _verified, ...address }) => address)
  const said = JSON.stringify({ ...rest, verifiable_addresses: addresses }, (_, value: unknown) => withoutLine(value))
  return canonicalJson([JSON.parse(said) as Json, JSON.parse(JSON.stringify(others)) as Json])
}

/** Reduces a location to its file: an edit moves the lines after it. */
function withoutLine(value: unknown): unknown {
  const isPlace = isJsonObject(value) && Object.keys(value).sort().join() === 'column,file,line'
  return isPlace ? value['file'] : value
}

const otherWays = 'name the pointers to accept one by one, or change the document by hand'

function refusal({ pair }: Trial, detail: string, hint = otherWays): Proof {
  const { key, origin } = pair.desired
  return {
    diagnostics: [
      {
        severity: 'error',
        code: 'IDC584',
        summary: `"${key}": the document with the live values would not be right`,
        detail,
        hint,
        at: origin,
        secret: true,
      },
    ],
  }
}
