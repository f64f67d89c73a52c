import { elementPaths, foundElements, foundIn } from '../../identity/found.ts'
import { openTodo, owes } from '../../identity/mark.ts'
import { isGuessable, isUnknownHash, markedSecret, withoutNothing } from '../../identity/marked-credentials.ts'
import type { FieldChange } from '../../model/change.ts'
import {
  type CredentialType,
  deletableCredentialTypes,
  type LinkedCredentialType,
  linkedCredentialTypes,
  type WholeCredentialType,
  wholeCredentialTypes,
} from '../../model/credential-types.ts'
import type { CredentialChange, CredentialSecret, DesiredPassword } from '../../model/credentials.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Digest } from '../../model/digest.ts'
import type { DesiredIdentity, MarkedCredentials, MarkedSecret } from '../../model/identity.ts'
import { formatPointer, isAtOrBelow, type JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { shellWord } from '../../model/shell-word.ts'
import type { BothPair } from '../match/match.ts'
import { decideLinks } from './decide-links.ts'

export interface CredentialDecision {
  /** Sets and links come before deletions, so that the last way in is deleted only after another one exists. */
  readonly changes: readonly CredentialChange[]
  /** `credentials` of the mark after all changes. */
  readonly marked: MarkedCredentials | undefined
  /** The links in `marked` that idctl did not make, as pointers like those in `found` of a mark. */
  readonly found: readonly JsonPointer[]
  readonly observed: readonly FieldChange[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Decides the credentials of a live identity. They are written only when the file says so, never to correct drift, because live secrets
 * are not read. Each credential type of an adopted identity is left alone until `--write-credentials` names the key
 * (`writesCredentials`), or if the mark shows that idctl has written it before.
 */
export function decideCredentials(pair: BothPair, writesCredentials: boolean): CredentialDecision {
  const changes: CredentialChange[] = []
  const observed: FieldChange[] = []
  const diagnostics: Diagnostic[] = []
  const marked: [CredentialType, MarkedSecret | readonly Digest[]][] = []
  const found: JsonPointer[] = []
  for (const type of ['password', ...wholeCredentialTypes] as const) {
    const decided = isManaged(pair, type, writesCredentials)
      ? decideSecret(pair, type, writesCredentials)
      : leftAlone(pair, type)
    if ('change' in decided && decided.change) changes.push(decided.change)
    if (decided.marked) marked.push([type, decided.marked])
    if ('diagnostic' in decided && decided.diagnostic) diagnostics.push(decided.diagnostic)
  }
  for (const type of linkedCredentialTypes) {
    const wanted = pair.desired.credentials?.[type]
    if (wanted === undefined) continue
    if (!isManaged(pair, type, writesCredentials)) {
      diagnostics.push(...unwritten(pair, type))
      continue
    }
    const links = decideLinks({
      type,
      wanted: wanted?.providers ?? [],
      live: pair.live.credentials?.[type] ?? [],
      ours: new Set(pair.mark?.credentials?.[type] ?? []),
      found: foundElements(foundIn(pair.mark), formatPointer(['credentials', type]), pair.mark?.credentials?.[type]),
      owed: owedUnlinks(pair, type),
    })
    changes.push(...links.changes)
    observed.push(...links.observed)
    if (links.marked.length > 0) marked.push([type, links.marked])
    found.push(...elementPaths(formatPointer(['credentials', type]), links.marked, links.found))
  }
  const takesAway = (change: CredentialChange) => change.step === 'unlink' || change.step === 'delete'
  return {
    changes: [...changes.filter((change) => !takesAway(change)), ...changes.filter(takesAway)],
    marked: withoutNothing(Object.fromEntries(marked)),
    found,
    observed,
    diagnostics,
  }
}

/** Leaves all credentials as they are, in live and in the mark. */
export function leaveCredentials({ mark }: BothPair): CredentialDecision {
  const found = [...foundIn(mark)].filter((path) => isAtOrBelow(path, '/credentials'))
  return { changes: [], marked: mark?.credentials, found, observed: [], diagnostics: [] }
}

function isManaged({ mark, desired }: BothPair, type: CredentialType, writesCredentials: boolean): boolean {
  if (desired.credentials === undefined) return false
  if (writesCredentials || mark?.made === 'created' || mark?.credentials?.[type] !== undefined) return true
  return mark !== undefined && openTodo(mark).some((todo) => 'type' in todo && todo.type === type)
}

/** Leaves a credential of an adopted identity alone, and reports it if the file has one. */
function leftAlone(pair: BothPair, type: 'password' | WholeCredentialType): SecretDecision {
  const [diagnostic] = unwritten(pair, type)
  return { marked: leftBehind(pair, type), ...present({ diagnostic }) }
}

/** Reports credentials that are not written. Says nothing during an adoption: its row tells that already. */
function unwritten({ desired, live, mark }: BothPair, type: CredentialType): Diagnostic[] {
  const wanted = desired.credentials?.[type]
  if (mark === undefined || wanted === undefined) return []
  if (wanted !== null) return [notAsked(desired, type)]
  const isThere = live.credentials === undefined || Object.hasOwn(live.credentials, type)
  return isThere ? [notOurs(desired, type)] : []
}

interface SecretDecision {
  readonly change?: CredentialChange
  readonly marked?: MarkedSecret | undefined
  readonly diagnostic?: Diagnostic | undefined
}

function decideSecret(
  pair: BothPair,
  type: 'password' | WholeCredentialType,
  writesCredentials: boolean,
): SecretDecision {
  const { desired, mark } = pair
  const applied = mark?.credentials?.[type]
  const wanted = desired.credentials?.[type]
  if (wanted === undefined) return { marked: leftBehind(pair, type) }
  if (wanted === null) return decideDeletion(pair, type)
  const next = markedSecret(type, wanted, desired.credentialsVersion ?? 0)
  const isUnknown = isUnknownHash(type, wanted)
  if (isIntended(applied, next, { writesCredentials, isUnknown })) return { change: setOf(type, wanted), marked: next }
  const isOther = applied?.version === undefined || !isPlain(applied)
  const neverWritten = !isUnknown && isPlain(next) && isOther
  const marked = backInFile(applied)
  return {
    // Drops a digest of an earlier idctl: it may be of this guessable hash.
    marked: marked?.digest !== undefined && isGuessable(type, wanted) ? { version: marked.version ?? 0 } : marked,
    diagnostic: neverWritten ? notWritten(desired, type, isGuessable(type, wanted)) : undefined,
  }
}

/** Whether the file has a new intent to write the secret. Without a digest only versions can be compared. */
function isIntended(
  applied: MarkedSecret | undefined,
  next: MarkedSecret,
  { writesCredentials, isUnknown }: { readonly writesCredentials: boolean; readonly isUnknown: boolean },
): boolean {
  const hasGrown = (next.version ?? 0) > (applied?.version ?? 0)
  if (isUnknown) return applied?.digest === undefined && (applied?.version === undefined || hasGrown)
  if (next.hook) return applied?.hook === undefined
  if (next.digest !== undefined) return applied?.digest !== next.digest
  return (applied === undefined && writesCredentials) || hasGrown
}

function isPlain(secret: MarkedSecret): boolean {
  return secret.digest === undefined && secret.hook === undefined
}

/** What the mark keeps of a secret whose lines left the file: it is not deleted, and not written again when the lines come back. */
function leftBehind({ mark }: BothPair, type: 'password' | WholeCredentialType): MarkedSecret | undefined {
  const applied = mark?.credentials?.[type]
  return applied && { ...applied, left: true }
}

function backInFile(applied: MarkedSecret | undefined): MarkedSecret | undefined {
  if (!applied?.left) return applied
  const { left: _left, ...rest } = applied
  return rest
}

function setOf(type: 'password' | WholeCredentialType, secret: DesiredPassword | CredentialSecret): CredentialChange {
  return type === 'password'
    ? { step: 'set', type, secret: secret as DesiredPassword }
    : { step: 'set', type, secret: secret as CredentialSecret }
}

/** Deletes only a credential that idctl wrote and that still exists; a listing does not show passwords (API reference, traps 9 and 38). */
function decideDeletion({ desired, live, mark }: BothPair, type: 'password' | WholeCredentialType): SecretDecision {
  const deletable = deletableCredentialTypes.find((known) => known === type)
  const applied = mark?.credentials?.[type]
  if (deletable === undefined) return {}
  const isOwed = mark !== undefined && owes(mark, { kind: 'delete_credential', type: deletable })
  const isOurs = (applied !== undefined && !applied.left) || isOwed
  const isThere = live.credentials === undefined || Object.hasOwn(live.credentials, type)
  // Remembered as deleted, because the entry of a deleted password stays (trap 38).
  if (isOurs) return isThere ? { change: { step: 'delete', type: deletable }, marked: { left: true } } : {}
  if (applied) return { marked: applied }
  return isThere ? { diagnostic: notOurs(desired, type) } : {}
}

function owedUnlinks({ mark }: BothPair, type: LinkedCredentialType): Set<Digest> {
  const owed = mark === undefined ? [] : openTodo(mark)
  return new Set(owed.flatMap((todo) => (todo.kind === 'unlink' && todo.type === type ? [todo.digest] : [])))
}

/** Reports that `null` in the file has no effect: idctl does not delete credentials that it did not write. */
function notOurs(desired: DesiredIdentity, type: CredentialType): Diagnostic {
  return atCredential(desired, type, {
    code: 'IDC533',
    summary: `\`${type}: null\` of "${desired.key}" does nothing: idctl deletes only what it wrote`,
    hint: 'take the line out of the file; a credential that the person or somebody else set is deleted in Kratos',
  })
}

/** Reports that an adopted person's credentials stay until `--write-credentials` names the key. */
function notAsked(desired: DesiredIdentity, type: CredentialType): Diagnostic {
  return atCredential(desired, type, {
    code: 'IDC534',
    summary: `\`${type}\` of "${desired.key}" is not written: its identity was adopted, and keeps its own credentials`,
    hint: `to write it once, \`idctl apply --write-credentials=${shellWord(desired.key)}\`; to keep what is there, take it out of the file`,
  })
}

/**
 * Reports that a secret is not written: without a digest idctl cannot see whether it differs, so only a new version says that it is to be
 * written.
 */
function notWritten(desired: DesiredIdentity, type: CredentialType, guessable: boolean): Diagnostic {
  const what = guessable
    ? ({
        code: 'IDC603',
        summary: `the ${type} hash of "${desired.key}" is not written: it has no salt, or a short one, so idctl keeps no digest of it and does not see that it changes`,
      } as const)
    : ({
        code: 'IDC531',
        summary: `the plain ${type} of "${desired.key}" has not been written: its identity existed before`,
      } as const)
  const hint = 'to write it once, set or raise idctl.credentials_version; to keep the live one, take it out of the file'
  return atCredential(desired, type, { ...what, hint })
}

function atCredential(
  { credentialPlaces, origin }: DesiredIdentity,
  type: CredentialType,
  what: Pick<Diagnostic, 'code' | 'summary' | 'hint'>,
): Diagnostic {
  return { severity: 'warning', ...what, at: credentialPlaces?.[type] ?? origin, secret: true }
}
