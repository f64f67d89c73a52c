import type { WayIn } from '../model/change.ts'
import type { LiveIdentity, Mark } from '../model/identity.ts'
import type { Access } from '../model/plan.ts'
import type { Decision } from './decide.ts'
import type { Pair } from './match.ts'
import type { Policy } from './policy.ts'

/**
 * How the person of one identity can sign in (product §2.7): of a live one as it is now, of a document without one as it
 * would be created. `undefined` for what will be neither.
 */
export function accessOf(pair: Pair, { change }: Decision, policy: Policy): Access | undefined {
  if (pair.kind === 'desired-only') {
    if (change?.action !== 'create') return undefined
    const state = pair.desired.fields['/state']?.value === 'inactive' ? 'inactive' : 'active'
    return { key: change.key, origin: pair.desired.origin, state, way_in: change.way_in, not_known: [] }
  }
  const { live, mark } = pair
  const key = pair.kind === 'both' ? pair.desired.key : pair.mark.key
  const origin = pair.kind === 'both' ? pair.desired.origin : { file: pair.mark.origin, line: 1, column: 1 }
  return { key, id: live.id, origin, state: live.state, ...waysOf(live, mark, policy) }
}

/**
 * A listing shows credential types and identifiers, no secrets. The entry of a password is there as soon as the schema
 * names an identifier, with or without a password behind it (API reference §5.1, trap 9), and so is that of WebAuthn keys.
 */
function waysOf(live: LiveIdentity, mark: Mark | undefined, policy: Policy): Pick<Access, 'way_in' | 'not_known'> {
  const isHeld = (type: string) => (live.credentials?.[type]?.length ?? 0) > 0
  const marked = mark?.credentials?.password
  const written = marked?.left ? undefined : marked
  const isHook = written?.hook === true
  const found = policy.schemas.get(live.schema_id)?.waysIn(live.traits, {
    password: written !== undefined && !isHook,
    migrationHook: isHook,
    oidc: isHeld('oidc'),
    saml: isHeld('saml'),
    passkey: isHeld('passkey'),
    webauthn: false,
    invited: false,
  })
  const known = (found ?? []).filter((way) => way !== 'none')
  const possible: [WayIn, boolean][] = [
    ['password', written === undefined && isHeld('password')],
    ['webauthn', isHeld('webauthn')],
  ]
  const not_known = possible.filter(([, is]) => is).map(([way]) => way)
  return { way_in: known.length + not_known.length === 0 ? ['none'] : known, not_known }
}
