import { badRequest } from '../errors.ts'
import type { SessionRow } from '../identity/model.ts'
import { renderIdentity } from '../identity/render.ts'
import type { JsonObject } from '../json.ts'
import type { Kratos } from '../kratos.ts'

/** Milliseconds: Kratos' default of 24 hours. */
export const sessionLifetime = 24 * 60 * 60 * 1000

export interface Expand {
  /** `bare` = without addresses and `schema_url`, as in the list of one identity. */
  readonly identity: 'none' | 'bare' | 'whole'
  readonly devices: boolean
}

export function readExpand(query: URLSearchParams): Expand {
  const given = query.getAll('expand').map((name) => name.toLowerCase())
  const unknown = given.findIndex((name) => name !== 'identity' && name !== 'devices')
  if (unknown >= 0) throw badRequest(`Could not parse expand option: ${query.getAll('expand')[unknown]}`)
  return { identity: given.includes('identity') ? 'whole' : 'none', devices: given.includes('devices') }
}

/** Not revoked and not expired. */
export function isLive(session: SessionRow, { clock }: Kratos): boolean {
  return session.active && Date.parse(session.expires_at) >= clock.millis()
}

/** A session as JSON; one of an inactive identity is shown as not active. */
export function renderSession(session: SessionRow, kratos: Kratos, expand: Expand): JsonObject {
  const identity = kratos.store.get(session.identity_id)
  const active = isLive(session, kratos) && identity?.state === 'active'
  return {
    id: session.id,
    active,
    expires_at: session.expires_at,
    authenticated_at: session.issued_at,
    authenticator_assurance_level: 'aal1',
    authentication_methods: [{ method: 'password', aal: 'aal1', completed_at: session.issued_at }],
    issued_at: session.issued_at,
    identity: expand.identity === 'none' ? null : embeddedIdentity(session, kratos, expand.identity),
    devices: expand.devices ? [] : null,
  }
}

/** Without credentials and, up to v26.2.0, without `metadata_admin`. */
function embeddedIdentity(session: SessionRow, kratos: Kratos, how: 'bare' | 'whole'): JsonObject | null {
  const row = kratos.store.get(session.identity_id)
  if (row === undefined) return null
  const { metadata_admin: _, ...shown } =
    how === 'whole'
      ? renderIdentity(row, kratos.schemas.urlOf(row.schema_id), 'none')
      : renderIdentity({ ...row, verifiable_addresses: [], recovery_addresses: [] }, '', 'none')
  return shown
}
