import { goQuote } from '../../go/print.ts'
import { badRequest, Panic } from '../errors.ts'
import { encodeQuery, firstGiven, parseInteger } from '../go/query.ts'
import { nilUuid, parseUuid } from '../go/uuid.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { link, type Page, pageHeaders, readPage } from '../http/page-links.ts'
import type { Call, Route } from '../http/router.ts'
import { loaded, normalizeIdentifier } from '../identity/credentials.ts'
import type { Row } from '../identity/model.ts'
import { type CredentialView, renderIdentity } from '../identity/render.ts'
import type { Kratos } from '../kratos.ts'
import type { Profile } from '../profile.ts'
import { includedCredentials } from './included-credentials.ts'
import { escapeLike, isLike } from './like.ts'

/** `GET /admin/identities` (API reference §2). */
export const listIdentities: Route = {
  port: 'admin',
  method: 'GET',
  pattern: '/admin/identities',
  handle(call, kratos) {
    const filter = readFilter(call.query, kratos.profile)
    const paging = readPaging(call, kratos.profile)
    const { rows, headers } =
      paging.mode === 'page' ? legacyPage(paging, filter, call, kratos) : keysetPage(paging, filter, kratos)
    const body = rows.map((row) => renderIdentity(loaded(row), kratos.schemas.urlOf(row.schema_id), filter.view))
    return jsonAnswer(200, body, headers)
  },
}

interface Filter {
  readonly ids: readonly string[] | undefined
  readonly organization: string | undefined
  readonly identifier: string | undefined
  readonly prefix: string | undefined
  readonly view: CredentialView
}

function readFilter(query: URLSearchParams, profile: Profile): Filter {
  const { readsFirst, badCredentialShows } = profile.list
  if (readsFirst === 'include_credential') includedCredentials(query, profile, badCredentialShows)
  const ids = query.getAll('ids').map((value) => uuidParameter(value, 'ids'))
  if (ids.length > profile.list.maxIds) {
    throw badRequest(`The number of ids to filter must not exceed ${profile.list.maxIds}.`)
  }
  // An empty value is no filter, and the nil UUID is a filter without effect (API reference §2.2).
  const givenOrganization = (profile.list.organizationFilter && query.get('organization_id')) || undefined
  const organization = givenOrganization && uuidParameter(givenOrganization, 'organization_id')
  const identifier = query.get('credentials_identifier') || undefined
  const prefix = query.get('preview_credentials_identifier_similar') || undefined
  const included = includedCredentials(query, profile, badCredentialShows)
  const exclusive = profile.list.combinesFilters ? [identifier, prefix] : [ids[0], organization, identifier, prefix]
  if (exclusive.filter((value) => value !== undefined).length > 1) throw badRequest(profile.list.tooManyFilters)
  const hasCredentials = included.configOf.size > 0 || identifier !== undefined || prefix !== undefined
  return {
    ids: ids.length === 0 ? undefined : ids,
    organization: organization === nilUuid ? undefined : organization,
    identifier,
    prefix,
    view: hasCredentials ? included : 'none',
  }
}

function uuidParameter(value: string, name: string): string {
  try {
    return parseUuid(value)
  } catch {
    throw badRequest(`Invalid UUID value \`${value}\` for parameter \`${name}\`.`)
  }
}

interface Keyset {
  readonly mode: 'keyset'
  readonly call: Call
  readonly after: string
  readonly size: number
}

/** The paging mode and its parameters (API reference §2.3). */
function readPaging(call: Call, profile: Profile): Keyset | (Page & { mode: 'page' }) {
  const { query } = call
  const isKeyset = query.has('page_token') || query.has('page_size')
  if (!isKeyset && query.has('page')) {
    const page = readPage(query, { defaultSize: profile.list.defaultSize, maxSize: profile.list.maxLegacySize })
    if (page.page * page.perPage > 1000) {
      const advice = 'Please switch to using page_token and page_size.'
      throw badRequest(`Legacy pagination is not supported for enumerating over 1000 items. ${advice}`)
    }
    return { ...page, mode: 'page' }
  }
  const renamed = !isKeyset && query.has('per_page') ? withPageSize(call) : call
  const after = firstGiven(renamed.query, 'page_token') ?? nilUuid
  const asked = readSize(firstGiven(renamed.query, 'page_size'))
  try {
    parseUuid(after)
  } catch {
    throw badRequest('The page token is invalid, do not craft your own page tokens')
  }
  return { mode: 'keyset', call: renamed, after, size: pageSize(asked, profile) }
}

/** `per_page` without `page` means `page_size`, also in the links. */
function withPageSize(call: Call): Call {
  const query = new URLSearchParams(call.query)
  query.set('page_size', query.get('per_page') ?? '')
  query.delete('per_page')
  return { ...call, query: new URLSearchParams(encodeQuery(query)) }
}

function readSize(given: string | undefined): number {
  if (given === undefined) return 0
  const parsed = parseInteger(given)
  if (!parsed.ok) throw badRequest(`strconv.Atoi: parsing ${goQuote(given)}: ${parsed.problem}`)
  return parsed.value
}

/** The page size. For a negative size some servers panic when they slice the rows; others use the default. */
function pageSize(asked: number, { list }: Profile): number {
  if (asked < 0 && list.negativeSize === 'panics') throw new Panic()
  return asked <= 0 ? list.defaultSize : Math.min(asked, list.maxSize)
}

function keysetPage(paging: Keyset, filter: Filter, kratos: Kratos): { rows: Row[]; headers: Record<string, string> } {
  const rows: Row[] = []
  // Read one more row than requested, to know whether there is a next page.
  for (const row of matching(filter, paging.after, kratos)) if (rows.push(row) > paging.size) break
  const page = rows.slice(0, paging.size)
  const size = String(paging.size)
  const first = link(paging.call, 'first', { page_size: size, page_token: nilUuid })
  const last = page.at(-1)
  const next =
    last === undefined || rows.length === page.length
      ? []
      : [link(paging.call, 'next', { page_size: size, page_token: last.id })]
  return { rows: page, headers: { Link: [first, ...next].join(',') } }
}

function legacyPage(
  page: Page,
  filter: Filter,
  call: Call,
  kratos: Kratos,
): { rows: Row[]; headers: Record<string, string> } {
  const rows = [...matching(filter, '', kratos)].slice(page.page * page.perPage, (page.page + 1) * page.perPage)
  const total = filter.identifier === undefined ? kratos.store.size : rows.length
  return { rows, headers: pageHeaders(call, page, total) }
}

/** Matching rows in id order, compared as text like SQLite. All filters must match; `identifier` or `ids` selects the rows first. */
function matching(filter: Filter, after: string, { store }: Kratos): Iterable<Row> {
  const { ids, organization, identifier, prefix } = filter
  if (identifier !== undefined) {
    const found = searchedTypes.map((type) => store.byIdentifier(type, normalizeIdentifier(type, identifier)))
    return sorted(found, after).filter((row) => ids === undefined || ids.includes(row.id))
  }
  const rows =
    ids === undefined
      ? store.after(after)
      : sorted(
          ids.map((id) => store.get(id)),
          after,
        )
  if (prefix !== undefined) return filtered(rows, (row) => startsWith(row, prefix))
  return organization === undefined ? rows : filtered(rows, (row) => row.organization_id === organization)
}

/** Types whose identifiers can be searched (API reference §2.2). */
const searchedTypes = ['password', 'webauthn', 'code', 'oidc', 'saml']

function startsWith(row: Row, prefix: string): boolean {
  return searchedTypes.some((type) => {
    const pattern = `${escapeLike(normalizeIdentifier(type, prefix))}%`
    return row.credentials[type]?.identifiers?.some((identifier) => isLike(identifier, pattern))
  })
}

function sorted(rows: readonly (Row | undefined)[], after: string): Row[] {
  const byId = new Map(rows.flatMap((row) => (row === undefined || row.id <= after ? [] : [[row.id, row] as const])))
  return [...byId.keys()].sort().map((id) => byId.get(id) as Row)
}

function* filtered(rows: Iterable<Row>, keep: (row: Row) => boolean): Generator<Row> {
  for (const row of rows) if (keep(row)) yield row
}
