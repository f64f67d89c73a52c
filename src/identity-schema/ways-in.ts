import type { WayIn } from '../model/change-codes.ts'
import { remembered } from '../model/remembered.ts'
import type { Findings } from './derive.ts'
import type { WaysInCredentials } from './identity-schema.ts'

/**
 * How a person can sign in; `['none']` when there is no way. A password or WebAuthn key needs an identifier of its
 * type, a code one of its channel, recovery an address or an invitation. Whether the server has the method enabled is
 * not known here.
 */
export function waysInOf(findings: Findings, credentials: WaysInCredentials): readonly WayIn[] {
  const { identifiers, recovery } = findings
  const hasPasswordIdentifier = identifiers.some(({ type }) => type === 'password')
  const hasCode = (channel: 'email' | 'sms') => identifiers.some(({ via }) => via === channel)
  const ways: [WayIn, boolean][] = [
    ['password', credentials.password && hasPasswordIdentifier],
    ['migration_hook', credentials.migrationHook && hasPasswordIdentifier],
    ['code_email', hasCode('email')],
    ['code_sms', hasCode('sms')],
    ['passkey', credentials.passkey],
    ['webauthn', credentials.webauthn && identifiers.some(({ type }) => type === 'webauthn')],
    ['oidc', credentials.oidc],
    ['saml', credentials.saml],
    ['recovery', recovery.length > 0 || credentials.invited],
  ]
  const open = ways.filter(([, isOpen]) => isOpen).map(([way]) => way)
  return listOf(open.length > 0 ? open.join(' ') : 'none')
}

/** The same list for all who have the same ways in. */
const listOf = remembered((names): readonly WayIn[] => names.split(' ') as WayIn[])
