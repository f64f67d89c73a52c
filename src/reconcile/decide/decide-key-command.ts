import { baseOf } from '../../identity/base.ts'
import { assertNever } from '../../model/assert-never.ts'
import type { Consequence, ReleaseChange, UpdateChange } from '../../model/change.ts'
import { type Diagnostic, placeInFile } from '../../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity, Mark } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { keyCommand } from '../../model/shell-word.ts'
import { type BothPair, type Pair, rowKeyOf } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import { documentStays } from './after-release.ts'
import { blockRefused } from './block-change.ts'
import { heldAccount, questionOf } from './decide.ts'
import { decideInvite, type InviteCommand } from './decide-invite.ts'
import { decideUpdate } from './decide-update.ts'
import type { Decision } from './decision.ts'
import { expiryDispute, expiryOf, isExpired } from './expiry.ts'
import { markOnly } from './mark-only.ts'
import type { Named, Names, Naming } from './names-of-command.ts'
import { firstBlock } from './rule.ts'
import { releaseRules } from './rules.ts'
import { whoseAccount } from './whose-account.ts'
import { withoutKept } from './without-kept.ts'

/**
 * `idctl adopt KEY…` and `idctl release KEY…` mark or unmark the named identities and change nothing else.
 * `idctl invite KEY…` leaves the identities as they are.
 */
export type KeyCommand = Names &
  (
    | {
        readonly command: 'adopt'
        /** `--rebind`: their accounts were restored under new ids, and the marks name the old ones. */
        readonly rebind?: boolean
      }
    | {
        readonly command: 'release'
        /** `--protected`: also release protected identities. */
        readonly includeProtected?: boolean
      }
    | InviteCommand
  )

/**
 * Decides about a person whom the command line names. Somebody who is named by key and for whom the command can do nothing is an error. A
 * glob passes over such people: they are nobody's mistake.
 */
export function decideKeyCommand(pair: Pair, policy: Policy, command: KeyCommand, naming: Naming): Decision {
  switch (naming) {
    case undefined:
      return { diagnostics: [] }
    case 'key':
      return decideByKey(pair, policy, command)
    case 'glob':
      return decideByGlob(pair, policy, command)
    default:
      return assertNever(naming)
  }
}

function decideByGlob(pair: Pair, policy: Policy, command: KeyCommand): Decision {
  if (pair.kind === 'blocked') return { change: questionOf(pair.desired, pair.blocked), diagnostics: [] }
  if (pair.kind === 'held') return { change: heldAccount(pair), diagnostics: [] }
  if (command.command === 'invite' && 'live' in pair && pair.live.state !== 'active') return { diagnostics: [] }
  const { change } = decideByKey(pair, policy, command)
  return { ...present({ change }), diagnostics: [] }
}

function decideByKey(pair: Pair, policy: Policy, command: KeyCommand): Decision {
  const expiry = hasDocument(pair) ? expiryOf(pair.desired, policy.clocks()) : ({ kind: 'valid' } as const)
  if (command.command !== 'release' && expiry.kind !== 'valid') {
    const { key, expires } = expiry.document
    if (expiry.kind === 'come') return impossible(key, `its document expired on ${expires.on}`)
    const { reason, hint } = expiryDispute(expiry.document, policy.clocks())
    return impossible(key, reason, hint)
  }
  const decision = decideNamed(pair, policy, command)
  return 'live' in pair ? withoutKept(decision, pair.live) : decision
}

function decideNamed(pair: Pair, policy: Policy, command: KeyCommand): Decision {
  switch (command.command) {
    case 'adopt':
      return decideAdopt(pair, policy)
    case 'release':
      return decideRelease(pair, policy, command.includeProtected === true)
    case 'invite':
      return decideInvite(pair, command)
    default:
      return assertNever(command)
  }
}

/** Reports keys of the command line that are not among `known`; `what` says in the message where they were looked for. */
export function unknownKeys(
  keys: readonly IdentityKey[],
  known: ReadonlySet<IdentityKey>,
  what: 'no document' | 'no document and no managed identity',
): Diagnostic[] {
  return keys
    .filter((key) => !known.has(key))
    .map((key) => ({
      severity: 'error',
      code: 'IDC540',
      summary: `${what} has the key "${key}"`,
      hint: known.has(key.trim())
        ? `"${key.trim()}" is a key: take away the white space around it`
        : '`idctl plan` shows the key beside the action; the default is the external_id, else the first login identifier',
    }))
}

export function keyOf(pair: Pair): IdentityKey {
  return hasDocument(pair) ? pair.desired.key : rowKeyOf(pair)
}

/** By what the command line can name the person of a pair. */
export function namedOf(pair: Pair): Named {
  return { key: keyOf(pair), file: hasDocument(pair) ? pair.desired.origin.file : pair.mark.origin }
}

function hasDocument(pair: Pair): pair is Exclude<Pair, { kind: 'live-only' | 'held' }> {
  return pair.kind !== 'live-only' && pair.kind !== 'held'
}

function decideAdopt(pair: Pair, policy: Policy): Decision {
  if (pair.kind === 'desired-only')
    return impossible(pair.desired.key, 'no live identity matches its document', byId('adopt', pair.desired.key))
  if (pair.kind === 'live-only')
    return impossible(
      rowKeyOf(pair),
      'its document is gone',
      'put it back first: an identity is adopted for a document',
    )
  if (pair.kind === 'blocked') return impossible(pair.desired.key, pair.blocked.reason, pair.blocked.hint)
  if (pair.kind === 'held') return impossible(rowKeyOf(pair), pair.blocked.reason, pair.blocked.hint)
  if (pair.mark) return { ...rebound(pair, pair.mark, policy), diagnostics: [] }
  const { change } = decideUpdate(pair, policy)
  if (change?.action !== 'adopt') return { diagnostics: [] }
  return { change: blockRefused(markOnly(change, pair.live), pair.live, policy), diagnostics: [] }
}

/** Writes the account's id into the mark and keeps the rest. A mark with another id gets here only with `--rebind`. */
function rebound({ desired, live }: BothPair, mark: Mark, policy: Policy): Pick<Decision, 'change'> {
  if (mark.id === undefined || mark.id === live.id) return {}
  const who = whoseAccount(live, policy.schemas.get(live.schema_id), policy.sensitive, desired)
  return { change: markWrite(desired, live, { ...mark, id: live.id }, [who]) }
}

/** A change that writes the mark of a managed identity and nothing else. */
export function markWrite(
  { key, origin }: DesiredIdentity,
  live: LiveIdentity,
  mark: Mark,
  consequences: readonly Consequence[] = [],
): UpdateChange {
  const nothing = { fields: [], base: baseOf(live, []), counts: {} } as const
  return { action: 'update', key, id: live.id, origin, reason: 'mark', ...nothing, mark, consequences }
}

function decideRelease(pair: Pair, policy: Policy, includeProtected: boolean): Decision {
  if (pair.kind === 'blocked') return impossible(pair.desired.key, pair.blocked.reason, pair.blocked.hint)
  if (pair.kind === 'held') return impossible(rowKeyOf(pair), pair.blocked.reason, pair.blocked.hint)
  if (pair.kind === 'desired-only' || !pair.mark)
    return impossible(keyOf(pair), 'no managed identity has this key', byId('release'))
  // An expired document does not adopt its identity again.
  const returns = pair.kind === 'both' && !isExpired(pair.desired, policy.clocks())
  const release = releaseOf(pair.live, pair.mark, pair.kind === 'both', includeProtected)
  const change = blockRefused(release, pair.live, policy)
  // The document's key can differ from the mark's, so the plan shows whose account is released.
  const whose = whoseAccount(pair.live, policy.schemas.get(pair.live.schema_id), policy.sensitive)
  const stays = returns ? [documentStays(pair.desired, pair.live, policy)] : []
  return { change: { ...change, consequences: [whose, ...stays] }, diagnostics: [] }
}

export function releaseOf(
  live: LiveIdentity,
  mark: Mark,
  hasDocument: boolean,
  includeProtected: boolean,
): ReleaseChange {
  const blocked = firstBlock(releaseRules, { live, mark, way: 'release', includeProtected })
  return {
    action: 'release',
    key: mark.key,
    id: live.id,
    origin: placeInFile(mark.origin),
    reason: hasDocument ? 'mark' : 'document-gone',
    fields: [],
    base: baseOf(live, []),
    consequences: [],
    counts: { removals: 1 },
    ...present({ blocked }),
  }
}

/** `--id` also reaches identities that no key finds. */
function byId(command: 'adopt' | 'release', key?: IdentityKey): string {
  const line = key === undefined ? `idctl ${command} --id UUID` : keyCommand(command, key, '--id UUID')
  return `if the identity exists, name it by its id in Kratos: \`${line}\``
}

function impossible(key: IdentityKey, why: string, hint?: string): Decision {
  const summary = `"${key}": ${why}`
  return { diagnostics: [{ severity: 'error', code: 'IDC541', summary, ...present({ hint }) }] }
}
