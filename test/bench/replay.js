// A server that answers a listing as fast as it can, however many identities it has: those of another server, and strangers whom nobody
// manages, made up as they are asked for. Everything else is asked of the other server.
// replay.js ADMIN_URL STRANGERS; says its own URL.
import { createServer } from 'node:http'

const [base, count] = process.argv.slice(2)
const strangers = Number(count)
const pageSize = 500

/** What idctl asks for with each page. */
const asked = 'consistency=strong&include_credential=code'

/** In the order of their ids: what the listing of the other server has. */
const known = []
for (let token = ''; ; ) {
  const answer = await fetch(
    `${base}/admin/identities?page_size=${pageSize}&${asked}${token && `&page_token=${token}`}`,
  )
  if (!answer.ok) throw new Error(`GET /admin/identities: ${answer.status}`)
  const page = await answer.json()
  known.push(...page.map((identity) => ({ id: identity.id, text: JSON.stringify(identity) })))
  if (!answer.headers.get('link')?.includes('rel="next"')) break
  token = page.at(-1).id
}

const step = Math.floor(2 ** 48 / strangers)
/** Spread over all ids, as random ones are. */
function idOf(index) {
  const digits = (index * step).toString(16).padStart(12, '0')
  return `${digits.slice(0, 8)}-${digits.slice(8)}-4000-8000-000000000000`
}

const { metadata_admin: _mark, external_id: _name, id: _id, ...template } = JSON.parse(known[0].text)
const parts = JSON.stringify(template).split(template.traits.email)

const stranger = (index) => `{"id":"${idOf(index)}",${parts.join(`stranger-${index}@example.com`).slice(1)}`

/** How many of the known have an id up to this one. */
function knownUpTo(id) {
  let [low, high] = [0, known.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (known[middle].id <= id) low = middle + 1
    else high = middle
  }
  return low
}

/** The identities after this id. */
function pageAfter(token, size) {
  let nextKnown = knownUpTo(token)
  let next = token === '' ? 0 : Math.ceil(Number.parseInt(token.slice(0, 13).replace('-', ''), 16) / step)
  if (next < strangers && idOf(next) <= token) next += 1
  const found = []
  while (found.length < size && (nextKnown < known.length || next < strangers)) {
    const other = next < strangers ? idOf(next) : undefined
    if (other === undefined || known[nextKnown]?.id < other) found.push(known[nextKnown++])
    else found.push({ id: other, text: stranger(next++) })
  }
  return { found, isLast: nextKnown >= known.length && next >= strangers }
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, base)
  const size = Number(url.searchParams.get('page_size'))
  const token = url.searchParams.get('page_token') ?? ''
  if (url.pathname !== '/admin/identities' || size === 0 || !/^([0-9a-f-]{36})?$/.test(token)) {
    const answer = await fetch(new URL(request.url, base))
    const body = await answer.text()
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' })
    response.end(body)
    return
  }
  const { found, isLast } = pageAfter(token, size)
  const links = [`</admin/identities?page_size=${size}>; rel="first"`]
  if (!isLast) links.push(`</admin/identities?page_size=${size}&page_token=${found.at(-1).id}>; rel="next"`)
  response.writeHead(200, { 'content-type': 'application/json', link: links.join(',') })
  response.end(`[${found.map(({ text }) => text).join(',')}]`)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`))
