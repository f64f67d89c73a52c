import { badRequest } from '../errors.ts'
import type { SessionRow } from '../identity/model.ts'
import { renderIdentity } from '../identity/render.ts'
import type { JsonObject } from '../json.ts'
import type { Kratos } from '../kratos.ts'

/** Milliseconds: Kratos' default of 24 hours. */
export const sessionLifetime = 24 * 60 * 60 * 1000

/** Which parts of a session to show. The endpoints load different parts. */
export interface SessionView {
  /** `bare` = without addresses and `schema_url`; `listed` = without addresses. */
  readonly identity: 'none' | 'bare' | 'listed' | 'whole'
  readonly devices: 'null' | 'empty' | 'listed'
}

export function readExpand(query: URLSearchParams): { readonly identity: boolean; readonly devices: boolean } {
  const given = query.getAll('expand').map((name) => name.toLowerCase())
  const unknown = given.findIndex((name) => name !== 'identity' && name !== 'devices')
  if (unknown >= 0) throw badRequest(`Could not parse expand option: ${query.getAll('expand')[unknown]}`)
  return { identity: given.includes('identity'), devices: given.includes('devices') }
}

/** Not revoked and not expired. */
export function isLive(session: SessionRow, { clock }: Kratos): boolean {
  return session.active && Date.parse(session.expires_at) >= clock.millis()
}

/** A session as JSON. When the identity is loaded too and is inactive, the session is shown as not active. */
export function renderSession(session: SessionRow, kratos: Kratos, view: SessionView): JsonObject {
  const isRefused = view.identity !== 'none' && kratos.store.get(session.identity_id)?.state !== 'active'
  return {
    id: session.id,
    active: isLive(session, kratos) && !isRefused,
    expires_at: session.expires_at,
    authenticated_at: session.issued_at,
    authenticator_assurance_level: 'aal1',
    authentication_methods: [{ method: 'password', aal: 'aal1', completed_at: session.issued_at }],
    issued_at: session.issued_at,
    identity: view.identity === 'none' ? null : embeddedIdentity(session, kratos, view.identity),
    devices: view.devices === 'null' ? null : view.devices === 'empty' ? [] : [deviceOf(session)],
  }
}

function deviceOf({ device_id }: SessionRow): JsonObject {
  return { id: device_id, ip_address: '127.0.0.1', user_agent: 'sandbox', location: '' }
}

/** The identity in a session: without credentials and, up to v26.2.0, without `metadata_admin`. */
function embeddedIdentity(session: SessionRow, kratos: Kratos, how: 'bare' | 'listed' | 'whole'): JsonObject | null {
  const row = kratos.store.get(session.identity_id)
  if (row === undefined) return null
  const loaded = how === 'whole' ? row : { ...row, verifiable_addresses: [], recovery_addresses: [] }
  const schemaUrl = how === 'bare' ? '' : kratos.schemas.urlOf(row.schema_id)
  const { metadata_admin: _, ...shown } = renderIdentity(loaded, schemaUrl, 'none')
  return shown
}
