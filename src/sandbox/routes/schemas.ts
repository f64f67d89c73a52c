import { notFound } from '../errors.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { mixedPageHeaders, readMixedPage } from '../http/page-links.ts'
import type { Call, Handle, Route } from '../http/router.ts'
import { decodedId } from '../schemas.ts'

/** Identity schemas, on the public port only (API reference §12). */
export const schemaRoutes: readonly Route[] = [
  { port: 'public', method: 'GET', pattern: '/schemas', handle: list },
  { port: 'public', method: 'GET', pattern: '/schemas/:id', handle: read },
  { port: 'public', method: 'GET', pattern: '/admin/schemas', handle: list },
  { port: 'public', method: 'GET', pattern: '/admin/schemas/:id', handle: read },
]

function list(call: Call, { schemas }: Parameters<Handle>[1]): ReturnType<Handle> {
  const page = readMixedPage(call.query)
  const start = page.page * page.perPage
  // Kratos uses the end of the page as its length, so later pages are longer than requested.
  const shown = schemas.all.slice(start, start + (page.page + 1) * page.perPage)
  const body = shown.map(({ id, source }) => ({ id, schema: source }))
  return jsonAnswer(200, body, mixedPageHeaders(call, page, schemas.all.length))
}

function read(call: Call, { schemas, profile }: Parameters<Handle>[1]): ReturnType<Handle> {
  const { unknownIdShown, contentType } = profile.schemas
  const id = call.params['id'] ?? ''
  const schema = schemas.findForRead(id)
  if (schema !== undefined) return { ...jsonAnswer(200, schema.source), headers: { 'Content-Type': contentType } }
  const shown = (unknownIdShown === 'decoded' ? decodedId(id) : undefined) ?? id
  throw notFound(`Identity schema \`${shown}\` could not be found.`)
}
