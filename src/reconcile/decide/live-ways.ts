import { derivesAnew } from '../../identity/derives-anew.ts'
import { linksAfter } from '../../identity/marked-credentials.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { WayIn } from '../../model/change-codes.ts'
import type { CredentialChange } from '../../model/credentials.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import type { Update } from './update.ts'

/** How the person of a live identity can sign in, as far as a listing without secrets tells. */
export interface LiveWays {
  readonly known: readonly WayIn[]
  /** Ways that may exist: only reading secrets would tell. */
  readonly notKnown: readonly WayIn[]
}

/** The credentials that decide about the ways in, beside traits and schema. */
interface Held {
  readonly password: 'none' | 'perhaps' | 'set' | 'hook'
  readonly oidc: boolean
  readonly saml: boolean
  readonly passkey: boolean
  /** Never certain. */
  readonly webauthn: boolean
}

/**
 * The ways in that live has now. Kratos has an entry for passwords and WebAuthn keys as soon as the schema yields an identifier, even
 * without a secret (API reference §5.1, trap 9); only the mark knows which secrets idctl has written.
 */
export function waysNow(live: LiveIdentity, mark: Mark | undefined, schema: IdentitySchema | undefined): LiveWays {
  return waysWith(heldNow(live, mark), live, schema)
}

/** The ways in that the account has after an update. */
export function waysAfter(account: LiveIdentity, update: WaysUpdate): LiveWays {
  return waysWith(heldAfter(account, update), update.intended, update.schemas.intended)
}

type WaysUpdate = Pick<Update, 'pair' | 'intended' | 'schemas' | 'credentials'>

function waysWith(held: Held, { traits }: LiveIdentity, schema: IdentitySchema | undefined): LiveWays {
  const found = schema?.waysIn(traits, {
    password: held.password === 'set',
    migrationHook: held.password === 'hook',
    oidc: held.oidc,
    saml: held.saml,
    passkey: held.passkey,
    webauthn: false,
    invited: false,
  })
  const possible: [WayIn, boolean][] = [
    ['password', held.password === 'perhaps'],
    ['webauthn', held.webauthn],
  ]
  return {
    known: (found ?? []).filter((way) => way !== 'none'),
    notKnown: possible.filter(([, is]) => is).map(([way]) => way),
  }
}

function heldNow({ credentials = {} }: LiveIdentity, mark: Mark | undefined): Held {
  const isHeld = (type: string) => (credentials[type]?.length ?? 0) > 0
  return {
    password: writtenPassword(mark) ?? (isHeld('password') ? 'perhaps' : 'none'),
    oidc: isHeld('oidc'),
    saml: isHeld('saml'),
    passkey: isHeld('passkey'),
    webauthn: isHeld('webauthn'),
  }
}

function heldAfter(
  live: LiveIdentity,
  { pair: { mark }, intended, schemas, credentials: { changes } }: WaysUpdate,
): Held {
  const now = heldNow(live, mark)
  const links = linksAfter(live, changes)
  const isSet = (type: string) => changes.some((change) => change.step === 'set' && change.type === type)
  const isStored = (type: string) => Object.hasOwn(live.credentials ?? {}, type)
  const yields = (type: string) =>
    schemas.intended?.derive(intended.traits).identifiers.some((one) => one.type === type)
  const isAnew = derivesAnew(live, intended)
  const perhaps = isAnew ? isStored('password') && yields('password') === true : now.password === 'perhaps'
  return {
    password: passwordAfter(mark, changes) ?? (perhaps ? 'perhaps' : 'none'),
    oidc: (links['oidc'] ?? []).length > 0,
    saml: (links['saml'] ?? []).length > 0,
    passkey: now.passkey || isSet('passkey'),
    webauthn: isAnew
      ? (isStored('webauthn') || isSet('webauthn')) && yields('webauthn') === true
      : now.webauthn || isSet('webauthn'),
  }
}

/** `undefined` where idctl does not know. */
function passwordAfter(
  mark: Mark | undefined,
  credentials: readonly CredentialChange[],
): 'none' | 'set' | 'hook' | undefined {
  for (const change of credentials) {
    if (change.step === 'delete' && change.type === 'password') return 'none'
    if (change.step === 'set' && change.type === 'password') {
      return change.secret.use_password_migration_hook === true ? 'hook' : 'set'
    }
  }
  return writtenPassword(mark)
}

function writtenPassword(mark: Mark | undefined): 'set' | 'hook' | undefined {
  const password = mark?.credentials?.password
  if (password === undefined || password.left) return undefined
  return password.hook === true ? 'hook' : 'set'
}
