import { badRequest, badRequestMessage, Panic } from '../errors.ts'
import { firstGiven, parseInteger } from '../go/query.ts'
import { nilUuid, parseUuid } from '../go/uuid.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { link } from '../http/page-links.ts'
import type { Route } from '../http/router.ts'
import type { SessionRow } from '../identity/model.ts'
import { readExpand, renderSession } from './session-json.ts'
import { withActivity } from './sessions.ts'

const defaultSize = 250
const maxSize = 1000

/** `GET /admin/sessions`: all sessions, newest first, by keyset (API reference §10). */
export const listSessions: Route = {
  port: 'admin',
  method: 'GET',
  pattern: '/admin/sessions',
  handle(call, kratos) {
    const sessions = withActivity(call, kratos)
    const token = decodeToken(firstGiven(call.query, 'page_token') ?? firstToken)
    const asked = readSize(firstGiven(call.query, 'page_size') ?? '')
    const expand = readExpand(call.query)
    const from = readPosition(token)
    if (asked < 0 && kratos.profile.list.negativeSize === 'panics') throw new Panic()
    const size = asked <= 0 ? defaultSize : Math.min(asked, maxSize)
    const rest = sessions.filter((session) => isBehind(session, from))
    const page = rest.slice(0, size)
    const last = page.at(-1)
    const links = [link(call, 'first', { page_size: String(size), page_token: firstToken })]
    if (last !== undefined && rest.length > size) {
      links.push(link(call, 'next', { page_size: String(size), page_token: tokenOf(last.id, createdAt(last)) }))
    }
    const view = { identity: expand.identity ? 'listed' : 'none', devices: expand.devices ? 'listed' : 'null' } as const
    const body = page.map((session) => renderSession(session, kratos, view))
    const total = kratos.profile.http.countsSessions ? { 'X-Total-Count': String(sessions.length) } : {}
    return jsonAnswer(200, body, { ...total, Link: links.join(',') })
  },
}

interface Position {
  readonly id: string
  readonly createdAt: string
}

const firstToken = tokenOf(nilUuid, '2200-12-31 23:59:59')

function tokenOf(id: string, created: string): string {
  return Buffer.from(`id=${id}/created_at=${created}`).toString('base64').replace(/=+$/, '')
}

function decodeToken(token: string): string {
  if (!/^[A-Za-z0-9+/]*$/.test(token) || token.length % 4 === 1) {
    throw badRequestMessage('could not parse parameter page_size')
  }
  return Buffer.from(token, 'base64').toString()
}

/** Parses a page token; its `name=value` pairs may be in any order. */
function readPosition(text: string): Position {
  const pairs = text.split('/')
  const values = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
  const id = values.get('id') ?? ''
  try {
    parseUuid(id)
  } catch {
    throw badRequest('The page token is invalid, do not craft your own page tokens')
  }
  return { id, createdAt: values.get('created_at') ?? '' }
}

function readSize(given: string): number {
  if (given === '') return 0
  const parsed = parseInteger(given)
  if (!parsed.ok) throw badRequestMessage('could not parse parameter page_size')
  return parsed.value
}

function isBehind(session: SessionRow, from: Position): boolean {
  const created = createdAt(session)
  return created < from.createdAt || (created === from.createdAt && session.id > from.id)
}

/** The time format that all of Kratos' databases understand. */
function createdAt(session: SessionRow): string {
  return session.issued_at.replace('T', ' ').replace('Z', '')
}
