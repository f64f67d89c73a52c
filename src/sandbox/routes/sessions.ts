import { badRequestMessage, noRow } from '../errors.ts'
import { GoJsonError } from '../go/json-error.ts'
import { parseBoolean } from '../go/query.ts'
import { formatMillis } from '../go/time.ts'
import { parseUuid } from '../go/uuid.ts'
import { jsonAnswer, noContent, redirect } from '../http/exchange.ts'
import { mixedPageHeaders, readMixedPage } from '../http/page-links.ts'
import type { Call, Route } from '../http/router.ts'
import type { SessionRow } from '../identity/model.ts'
import type { Kratos } from '../kratos.ts'
import { isLive, readExpand, renderSession, sessionLifetime } from './session-json.ts'

/** Admin session endpoints except the list of all sessions (API reference §10). */
export const sessionRoutes: readonly Route[] = [
  {
    port: 'admin',
    method: 'GET',
    pattern: '/admin/identities/:id/sessions',
    handle(call, kratos) {
      const id = uuidIn(call)
      const found = withActivity(call, kratos).filter((session) => session.identity_id === id)
      const page = readMixedPage(call.query)
      // The database layer counts pages from 1, so pages 0 and 1 are the same.
      const start = (Math.max(page.page, 1) - 1) * page.perPage
      const shown = found.slice(start, start + page.perPage)
      const body = shown.map((session) => renderSession(session, kratos, { identity: 'bare', devices: 'listed' }))
      return jsonAnswer(200, body, mixedPageHeaders(call, page, found.length))
    },
  },
  {
    port: 'admin',
    method: 'DELETE',
    pattern: '/admin/identities/:id/sessions',
    handle(call, { store }) {
      const id = uuidIn(call)
      const found = store.sessions().filter((session) => session.identity_id === id)
      if (found.length === 0) throw noRow()
      for (const session of found) store.deleteSession(session.id)
      return noContent
    },
  },
  {
    port: 'admin',
    method: 'GET',
    pattern: '/admin/sessions/:id',
    handle(call, kratos) {
      if (call.params['id'] === 'whoami') return redirect('GET', `${kratos.urls.public}/sessions/whoami`)
      const id = uuidIn(call)
      const expand = readExpand(call.query)
      const session = sessionWith(id, kratos)
      const identity = expand.identity ? 'whole' : 'none'
      const devices = expand.devices ? 'listed' : 'empty'
      return jsonAnswer(200, renderSession(session, kratos, { identity, devices }))
    },
  },
  {
    port: 'admin',
    method: 'DELETE',
    pattern: '/admin/sessions/:id',
    handle(call, kratos) {
      kratos.store.putSession({ ...findSession(call, kratos), active: false })
      return { status: 204, headers: { 'Content-Type': 'application/json; charset=utf-8' } }
    },
  },
  {
    port: 'admin',
    method: 'PATCH',
    pattern: '/admin/sessions/:id/extend',
    handle(call, kratos) {
      const expiry = formatMillis(kratos.clock.millis() + sessionLifetime)
      const extended = { ...findSession(call, kratos), expires_at: expiry }
      kratos.store.putSession(extended)
      return jsonAnswer(200, renderSession(extended, kratos, { identity: 'whole', devices: 'empty' }))
    },
  },
]

/** Sessions filtered by the parameter `active`, newest first. The identity's state does not matter. */
export function withActivity({ query }: Call, kratos: Kratos): SessionRow[] {
  const given = query.get('active') ?? ''
  const active = parseBoolean(given)
  if (given !== '' && active === undefined) throw badRequestMessage('could not parse parameter active')
  const sessions = kratos.store.sessions()
  return active === undefined ? sessions : sessions.filter((session) => isLive(session, kratos) === active)
}

function findSession(call: Call, kratos: Kratos): SessionRow {
  return sessionWith(uuidIn(call), kratos)
}

function sessionWith(id: string, { store }: Kratos): SessionRow {
  const session = store.session(id)
  if (session === undefined) throw noRow()
  return session
}

/** The id in the path. Unlike the identity endpoints, these answer a malformed id with an error of its own. */
function uuidIn(call: Call): string {
  try {
    return parseUuid(call.params['id'] ?? '')
  } catch (error) {
    if (error instanceof GoJsonError) throw badRequestMessage(error.message)
    throw error
  }
}
