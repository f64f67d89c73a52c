import { derivesAnew } from '../../identity/derives-anew.ts'
import type { FoundPaths } from '../../identity/found.ts'
import { findAddress } from '../../identity-schema/address.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { assertNever } from '../../model/assert-never.ts'
import type { Consequence, CredentialChange } from '../../model/change.ts'
import type { DerivedData, LiveIdentity, OwnershipMap } from '../../model/identity.ts'
import { isAtOrBelow, type JsonPointer } from '../../model/json.ts'
import { modeAt } from '../../model/ownership.ts'
import { isRemovable } from '../diff/diff.ts'
import { loginIdentifiers } from '../match/match.ts'

/** What an update means for what Kratos derives from the identity. */
export interface DerivedEffect {
  readonly identifiersChange: boolean
  /** Another mailbox or phone than before can recover the account. */
  readonly recoveryChanges: boolean
  /** The last login identifier goes: the person cannot sign in any more. */
  readonly lastIdentifierGoes: boolean
  /** A credential type loses its identifiers while another keeps its own: that sign-in ends. */
  readonly signInEnds: boolean
  readonly consequences: readonly Consequence[]
}

/** Compares what live holds with what the traits will yield (API reference §6.4). Texts never hold a value. */
export function derivedEffect(
  live: LiveIdentity,
  target: LiveIdentity,
  schema: IdentitySchema | undefined,
): DerivedEffect {
  if (schema === undefined || !derivesAnew(live, target)) {
    return {
      identifiersChange: false,
      recoveryChanges: false,
      lastIdentifierGoes: false,
      signInEnds: false,
      consequences: [],
    }
  }
  const derived = schema.derive(target.traits)
  const before = new Set(loginIdentifiers(live))
  const after = new Set(derived.identifiers.map(({ value }) => value))
  const identifiersChange = before.size !== after.size || [...before].some((value) => !after.has(value))
  const lastIdentifierGoes = before.size > 0 && after.size === 0
  const consequences: Consequence[] = []
  if (lastIdentifierGoes) {
    consequences.push({
      code: 'login-identifier-removed',
      text: 'the last login identifier is removed: no password or code sign-in',
    })
  } else if (identifiersChange && before.size > 0) {
    consequences.push(
      { code: 'login-identifier-changes', text: 'login identifier changes' },
      { code: 'same-account', text: 'same account: credentials and sessions stay' },
    )
  }
  const recoveryChanges = !identifiersChange && hasOtherRecovery(live, derived)
  if (recoveryChanges) {
    consequences.push({
      code: 'recovery-changes',
      text: 'recovery address changes: whoever has it can take the account',
    })
  }
  const ended = after.size === 0 ? [] : endedTypes(live, derived)
  if (ended.length > 0) {
    const text = `no trait yields a login identifier for ${ended.join(' or ')} any more: that sign-in ends`
    consequences.push({ code: 'login-identifier-removed', text })
  }
  return { identifiersChange, recoveryChanges, lastIdentifierGoes, signInEnds: ended.length > 0, consequences }
}

function hasOtherRecovery(live: LiveIdentity, { recovery }: DerivedData): boolean {
  return recovery.some((address) => findAddress(live.recovery_addresses, address) === undefined)
}

/** Credential types that lose all their identifiers while others keep theirs. */
function endedTypes(live: LiveIdentity, { identifiers }: DerivedData): string[] {
  const held = Object.entries(live.credentials ?? {}).filter(([type, values]) => isDerived(type) && values.length > 0)
  return held.map(([type]) => type).filter((type) => !identifiers.some((identifier) => identifier.type === type))
}

function isDerived(type: string): boolean {
  return type === 'password' || type === 'webauthn' || type === 'code'
}

/**
 * What idctl's first write to an identity means; `protect` is what the new mark will say. `written`: credential types that the same
 * change writes, and so does not leave alone.
 */
export function adoptionConsequences(
  live: LiveIdentity,
  protect: boolean,
  written: ReadonlySet<string> = new Set(),
): Consequence[] {
  const there = Object.entries(live.credentials ?? {}).filter(([type]) => !written.has(type))
  const held = there.filter(([type, values]) => isSet(type) || values.length > 0)
  const types = held.map(([type]) => (isMerelyDerived(type) ? `${type} if set (Kratos does not tell)` : type)).sort()
  const text = `credentials already there are left alone: ${types.join(', ')}`
  return [
    ...takeOverConsequences(live, protect),
    ...(types.length === 0 ? [] : [{ code: 'existing-credentials', text } as const]),
  ]
}

/** Kratos keeps an entry of these only once there is a secret. */
function isSet(type: string): boolean {
  return type === 'totp' || type === 'lookup_secret'
}

/** The schema alone brings these with identifiers, with or without a secret behind them (API reference §5.1, trap 9). */
function isMerelyDerived(type: string): boolean {
  return type === 'password' || type === 'webauthn'
}

/** The mark of another workspace is replaced, and whatever it says with it. */
function takeOverConsequences({ mark }: LiveIdentity, protect: boolean): Consequence[] {
  if (mark.kind === 'none') return []
  const owner = mark.kind === 'mark' ? mark.mark.workspace : mark.workspace
  const losesProtection = mark.kind === 'mark' && mark.mark.protect === true && !protect
  const ending = losesProtection
    ? '; it was protected there, and the document does not protect it: that ends'
    : mark.kind === 'unreadable'
      ? '; what its mark says there, perhaps a protection, cannot be read and is lost'
      : ''
  return [{ code: 'taken-over', text: `taken over from workspace "${owner ?? 'unknown'}"${ending}` }]
}

/** Why a leaf of the mark leaves it while live keeps its value. */
export function releaseConsequences(
  released: readonly JsonPointer[],
  ownership: OwnershipMap,
  found: FoundPaths,
): Consequence[] {
  return released.map((path) => {
    const mode = modeAt(ownership, path)
    const wouldGo = isRemovable(path) && (mode === 'enforce' || mode === 'merge')
    const isFound = [...found].some((one) => isAtOrBelow(one, path))
    const why = !wouldGo ? '' : isFound ? ', but was there before idctl' : ', but live is no longer as idctl wrote it'
    return { code: 'field-released', text: `${path} left the file${why}: released, live stays` }
  })
}

/** What writes to credentials mean for the person; of a link only the provider, the subject is personal data. */
export function credentialConsequences(changes: readonly CredentialChange[]): Consequence[] {
  return changes.map((change): Consequence => {
    switch (change.step) {
      case 'set':
        return { code: 'credential-written', text: setText(change) }
      case 'link':
        return { code: 'credential-written', text: `link ${change.link.provider} added (${change.type})` }
      case 'unlink':
        return { code: 'credential-deleted', text: `link ${change.provider} removed (${change.type})` }
      case 'delete':
        return { code: 'credential-deleted', text: `${change.type} deleted, also if the person has changed it since` }
      default:
        return assertNever(change)
    }
  })
}

function setText(change: Extract<CredentialChange, { step: 'set' }>): string {
  if (change.type !== 'password') return `${change.type} written`
  const { secret } = change
  if (secret.use_password_migration_hook === true) {
    return 'password replaced: the migration hook decides about the next sign-in'
  }
  return `password replaced by the ${secret.hashed_password === undefined ? 'plain one' : 'hash'} of the file`
}
