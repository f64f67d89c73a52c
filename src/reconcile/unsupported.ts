import type { Abilities, Feature } from '../model/abilities.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { placeInField } from '../model/field-place.ts'
import type { DesiredIdentity } from '../model/identity.ts'

/** Fields that not every release has. */
const fieldFeatures = { '/external_id': 'external_id', '/organization_id': 'organization_id' } as const

const importFeatures = {
  saml: 'import_saml',
  totp: 'import_totp',
  lookup_secret: 'import_lookup_secret',
  webauthn: 'import_webauthn',
  passkey: 'import_passkey',
} as const satisfies Partial<Record<CredentialType, Feature>>

type CredentialType = keyof NonNullable<DesiredIdentity['credentialPlaces']>

/**
 * The parts of a document that the server does not support. Older servers silently drop some of them, and refuse others one identity at a
 * time.
 */
export function unsupportedProblems(desired: DesiredIdentity, abilities: Abilities): Diagnostic[] {
  if (Object.keys(abilities.lacks).length === 0) return []
  const problems: Diagnostic[] = []
  const need = (feature: Feature, what: string, place: () => Pick<Diagnostic, 'at' | 'hint' | 'secret'>) => {
    const first = abilities.lacks[feature]
    if (first === undefined) return
    const summary = `${what} needs ${first}; the server is ${abilities.server}`
    problems.push({ severity: 'error', code: 'IDC560', summary, hint: 'leave the line out, or upgrade', ...place() })
  }
  for (const [path, feature] of Object.entries(fieldFeatures)) {
    const field = desired.fields[path]
    const isAsked = field !== undefined && field.value !== null && field.mode !== 'observe' && field.mode !== 'ignore'
    if (isAsked) need(feature, path.slice(1), () => ({ at: placeInField(desired, path) }))
  }
  if (desired.credentials === undefined) return problems
  const given = new Map<string, unknown>(Object.entries(desired.credentials))
  const links = desired.credentials.oidc?.providers ?? []
  const placed = (type: CredentialType) => () =>
    ({ at: desired.credentialPlaces?.[type] ?? desired.origin, secret: true }) as const
  for (const [type, feature] of Object.entries(importFeatures) as [CredentialType, Feature][]) {
    if (given.get(type)) need(feature, `importing ${type} credentials`, placed(type))
  }
  if (links.some((link) => link.organization !== undefined || link.use_auto_link !== undefined)) {
    need('oidc_organization', 'organization or use_auto_link of an oidc link', placed('oidc'))
  }
  if (given.get('password') === null) {
    const hint = 'give a new password instead, or leave the line out'
    need('delete_password', 'deleting a password', () => ({ ...placed('password')(), hint }))
  }
  return problems
}
