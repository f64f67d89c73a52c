// The requests alone, as a bare loop over connections that stay open: what a run could take at best.
// raw.js ADMIN_URL list | create FILE | put FILE | delete FILE; a file has one JSON value a line.
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

const [base, what, file] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 4 })

/** @returns {Promise<string>} the body of an answer; rejects unless its status is 2xx */
function send(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    const sent = request(`${base}/admin/${path}`, { method, agent, headers }, (answer) => {
      const parts = []
      answer.on('data', (part) => parts.push(part)).on('error', reject)
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString()
        // SQLite in memory: somebody else is writing.
        if (text.includes('Unable to serialize access')) resolve(send(method, path, body))
        else if (answer.statusCode >= 300)
          reject(new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`))
        else resolve(text)
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const lines = () => readFileSync(file, 'utf8').split('\n').filter(Boolean)

/** Four at once. */
async function each(items, act) {
  const left = items.values()
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (const item of left) await act(item)
    }),
  )
}

const last = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
const bounds = ['00000000', '3fffffff', '7fffffff', 'bfffffff'].map((start) => `${start}-ffff-ffff-ffff-ffffffffffff`)
bounds[0] = '00000000-0000-0000-0000-000000000000'

/** As idctl asks: without a credential, Kratos lists no identifiers. */
const asked = 'page_size=500&consistency=strong&include_credential=code'

/** All identities, as four ranges of ids at once. */
async function list() {
  const found = []
  await each([...bounds.entries()], async ([index, from]) => {
    const to = bounds[index + 1] ?? last
    for (let token = from; ; ) {
      const page = JSON.parse(await send('GET', `identities?${asked}&page_token=${token}`))
      const within = page.filter(({ id }) => id <= to)
      found.push(...within)
      if (page.length < 500 || within.length < page.length) return
      token = page.at(-1).id
    }
  })
  return found
}

const actions = {
  list,
  create: () => {
    const all = lines().map((line) => ({ create: JSON.parse(line) }))
    const batches = Array.from({ length: Math.ceil(all.length / 250) }, (_, index) =>
      all.slice(250 * index).slice(0, 250),
    )
    return each(batches, async (identities) => {
      const answer = JSON.parse(await send('PATCH', 'identities', JSON.stringify({ identities })))
      if (answer.identities.some(({ action }) => action !== 'create')) throw new Error('a creation was refused')
    })
  },
  async put() {
    const wanted = new Set(lines().map((line) => JSON.parse(line)))
    const found = (await list()).filter(({ external_id }) => wanted.has(external_id))
    await each(found, ({ id, schema_id, state, traits, metadata_public, metadata_admin, external_id }) =>
      send(
        'PUT',
        `identities/${id}`,
        JSON.stringify({ schema_id, state, traits, metadata_public, metadata_admin, external_id }),
      ),
    )
  },
  async delete() {
    const wanted = new Set(lines().map((line) => JSON.parse(line)))
    const found = (await list()).filter(({ external_id }) => wanted.has(external_id))
    await each(found, ({ id }) => send('DELETE', `identities/${id}`))
  },
}

await actions[what]()
agent.destroy()
