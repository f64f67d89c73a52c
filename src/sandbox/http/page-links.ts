import { encodeQuery, parseInteger } from '../go/query.ts'
import type { Call } from './router.ts'

/** `page` counts from 0. */
export interface Page {
  readonly page: number
  readonly perPage: number
}

/** Reads `page` and `per_page`; a value that is no number counts as absent (API reference §2.3). */
export function readPage(query: URLSearchParams, limits: { defaultSize: number; maxSize: number }): Page {
  const perPage = integerOr(query.get('per_page'), limits.defaultSize)
  return {
    page: Math.max(integerOr(query.get('page'), 0), 0),
    perPage: Math.max(Math.min(perPage, limits.maxSize), 1),
  }
}

/** Reads `page_size` and `page_token` if either is given, else `page` and `per_page` (sessions of an identity, schemas). */
export function readMixedPage(query: URLSearchParams): Page {
  const limits = { defaultSize: 250, maxSize: 1000 }
  if (!query.has('page_token') && !query.has('page_size')) return readPage(query, limits)
  const perPage = Math.max(Math.min(integerOr(query.get('page_size'), limits.defaultSize), limits.maxSize), 1)
  return { page: Math.floor(Math.max(offsetOf(query.get('page_token') ?? ''), 0) / perPage), perPage }
}

/** `Link` and `X-Total-Count` for the legacy mode of the identity list. */
export function pageHeaders(call: Call, page: Page, total: number): Record<string, string> {
  return headers(page, total, (rel, size, offset) => {
    return link(call, rel, { per_page: String(size), page: String(offset / size) })
  })
}

/** `Link` and `X-Total-Count` with all four paging parameters. */
export function mixedPageHeaders(call: Call, page: Page, total: number): Record<string, string> {
  return headers(page, total, (rel, size, offset) => {
    const token = Buffer.from(`{"offset":"${offset}","v":2}`).toString('base64url')
    const number = String(Math.trunc(offset / size))
    return link(call, rel, { page_size: String(size), page_token: token, per_page: String(size), page: number })
  })
}

/** A link to the same request with other parameters, as the relative URL that Kratos writes. */
export function link(call: Call, rel: string, parameters: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(call.query)
  for (const [name, value] of Object.entries(parameters)) query.set(name, value)
  return `<${call.path}?${encodeQuery(query)}>; rel="${rel}"`
}

type Format = (rel: string, size: number, offset: number) => string

/** The links in Kratos' order, including its unusual ones for an empty result (API reference §2.4, §10). */
function headers({ page, perPage }: Page, total: number, format: Format): Record<string, string> {
  const offset = page * perPage
  const last = total % perPage === 0 ? total - perPage : Math.floor(total / perPage) * perPage
  const links: string[] = []
  const add = (rel: string, size: number, at: number): void => {
    links.push(format(rel, size, at))
  }
  if (offset >= last) {
    add('first', total > 0 && total <= perPage ? total : perPage, 0)
    if (total === 0) add('next', perPage, offset + perPage)
    if (total === 0) add('prev', perPage, offset - perPage)
    if (total > perPage) add('prev', perPage, last - perPage)
  } else {
    if (offset >= perPage) add('first', perPage, 0)
    add('next', perPage, offset + perPage)
    if (offset >= perPage) add('prev', perPage, offset - perPage)
    add('last', perPage, last)
  }
  return { 'X-Total-Count': String(total), Link: links.join(',') }
}

function integerOr(text: string | null, fallback: number): number {
  const parsed = parseInteger(text ?? '')
  return parsed.ok ? parsed.value : fallback
}

function offsetOf(token: string): number {
  const match = /"offset"\s*:\s*"?(-?\d+)/.exec(Buffer.from(token, 'base64url').toString())
  return Number(match?.[1] ?? 0)
}
