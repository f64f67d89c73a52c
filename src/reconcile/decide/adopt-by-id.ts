import { ownMark } from '../../identity/live-document.ts'
import { makeMark, marksEqual } from '../../identity/mark.ts'
import type { Consequence } from '../../model/change.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { shellWord } from '../../model/shell-word.ts'
import { markCommit } from '../policy.ts'
import { markWrite, unknownKeys } from './decide-key-command.ts'
import { decideUpdate } from './decide-update.ts'
import type { Decision } from './decision.ts'
import { expiryDispute, expiryOf } from './expiry.ts'
import { type IdContext, impossibleById } from './id-context.ts'
import { markOnly } from './mark-only.ts'
import { strandedWithoutMark } from './rules/stranded-without-mark.ts'
import { whoseAccount } from './whose-account.ts'

/**
 * Gives one identity the mark of one document, and changes nothing else. This works even if no matching rule finds the identity, or if
 * it has the mark of another document. It is refused if another identity has this key already: no command makes two marks with one key.
 */
export function adoptById(
  live: LiveIdentity,
  named: IdentityKey | undefined,
  foreign: string | undefined,
  context: IdContext,
): Decision {
  const { policy, documents, survey } = context
  const mark = ownMark(live, policy.workspace)
  const key = named ?? mark?.key
  if (key === undefined) {
    const hint = `say which document it belongs to: \`idctl adopt KEY --id ${live.id}\``
    return impossibleById(live, 'it has no readable key in a mark of this workspace', hint)
  }
  const desired = documents.get(key)
  if (desired === undefined) return { diagnostics: unknownKeys([key], new Set(), 'no document') }
  const expiry = expiryOf(desired, policy.clocks())
  if (expiry.kind === 'come') {
    return impossibleById(live, `the document of "${key}" expired on ${expiry.document.expires.on}`)
  }
  if (expiry.kind === 'disputed') {
    const { reason, hint } = expiryDispute(expiry.document, policy.clocks())
    return impossibleById(live, reason, hint)
  }
  if (foreign !== undefined && !policy.takeOver.has(key)) {
    return impossibleById(
      live,
      `workspace "${foreign}" manages it`,
      `release it there, or add --take-over=${shellWord(key)}`,
    )
  }
  if (live.mark.kind === 'unreadable' && live.mark.newer) {
    const hint = 'upgrade idctl: a newer version wrote this mark'
    return impossibleById(live, `its mark cannot be read: ${live.mark.why}`, hint)
  }
  const twin = survey.idsWith(key).find((id) => id !== live.id)
  if (mark?.key === key) return bind(live, mark, desired, twin, context)
  if (twin !== undefined) {
    const hint = `decide which identity is the right one; \`idctl release --id ${twin}\` releases the other one`
    return impossibleById(live, `identity ${twin} carries the mark of "${key}" already`, hint)
  }
  return take(live, mark, desired, foreign !== undefined, context)
}

/** Renews what the mark says of the account and the document, and keeps what it says of applied values. */
function bind(
  live: LiveIdentity,
  mark: Mark,
  desired: DesiredIdentity,
  twin: string | undefined,
  { policy }: IdContext,
): Decision {
  const { made, fields, found, references, credentials, disabled, todo } = mark
  const commit = markCommit(policy, mark)
  const fresh = makeMark({
    workspace: policy.workspace,
    desired,
    made,
    marked: fields,
    found,
    references,
    credentials,
    commit,
    id: live.id,
  })
  const bound: Mark = { ...fresh, ...present({ disabled, todo }) }
  if (mark.id === live.id && marksEqual(mark, bound)) return { diagnostics: [] }
  const consequences = [whose(live, desired, policy), ...(twin === undefined ? [] : [sharedWith(twin)])]
  const change = markWrite(desired, live, bound, consequences)
  return { change, diagnostics: [] }
}

/** Adopts the identity as `idctl adopt KEY` does, even if it has another mark of this workspace. */
function take(
  live: LiveIdentity,
  mark: Mark | undefined,
  desired: DesiredIdentity,
  isTakenOver: boolean,
  { policy, survey }: IdContext,
): Decision {
  const asked = { ...policy, adoptKeys: new Set([desired.key]) }
  const { change: whole } = decideUpdate({ kind: 'both', desired, live, by: 'mark' }, asked)
  if (whole?.action !== 'adopt') throw new TypeError('an identity without its mark is adopted')
  const change = markOnly(whole, live)
  const marking = change.consequences.filter(({ code }) => code !== 'whose-account')
  const who = whose(live, desired, policy)
  if (mark === undefined) {
    const unread = live.mark.kind === 'unreadable' && !isTakenOver ? [unreadReplaced(live.mark.why)] : []
    const others = marking.filter(({ code }) => code !== 'taken-over' || isTakenOver)
    return { change: { ...change, consequences: [who, ...unread, ...others] }, diagnostics: [] }
  }
  const isLost = survey.idsWith(mark.key).every((id) => id === live.id)
  const others = marking.filter(({ code }) => code !== 'taken-over')
  return {
    change: {
      ...change,
      mark_key: mark.key,
      mark: withTombstone(change.mark, mark, live),
      consequences: [who, markReplaced(mark, isLost), ...others],
      counts: isLost ? { ...change.counts, removals: 1 } : change.counts,
      ...present({ blocked: strandedWithoutMark({ live, mark, way: 'release' }) }),
    },
    diagnostics: [],
  }
}

/** Keeps the tombstone under the new key, so that the next plan can restore an identity that idctl disabled. */
function withTombstone(next: Mark, { disabled }: Mark, { state }: LiveIdentity): Mark {
  return disabled !== undefined && state === 'inactive' ? { ...next, disabled } : next
}

function whose(live: LiveIdentity, desired: DesiredIdentity, { schemas, sensitive }: IdContext['policy']): Consequence {
  return whoseAccount(live, schemas.get(live.schema_id), sensitive, desired)
}

function markReplaced({ key }: Mark, isLost: boolean): Consequence {
  const rest = isLost ? `; "${key}" then has no account` : ''
  return { code: 'mark-replaced', text: `its mark says "${key}", and is replaced${rest}` }
}

function unreadReplaced(why: string): Consequence {
  return {
    code: 'mark-replaced',
    text: `its metadata_admin.idctl is not a readable mark, and is replaced: ${why}`,
  }
}

function sharedWith(twin: string): Consequence {
  return { code: 'twin', text: `identity ${twin} carries the same mark: \`idctl release --id ${twin}\` releases it` }
}
