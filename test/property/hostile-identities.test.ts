import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { computePlan, type Plan } from '../../src/index.ts'
import { createReadOnlyKratos } from '../../src/live/kratos/client.ts'
import { kratosSource } from '../../src/live/kratos/source.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { someOf } from '../support/depth.ts'
import { planJson, planText } from '../support/plan-text.ts'
import { planIn } from '../support/planned.ts'
import { signsIn, traitSchema } from '../support/schemas.ts'
import { project } from '../support/temp-project.ts'
import { adminUrl, idOf, json, page, row, scriptedKratos } from '../unit/live/kratos/scripted-kratos.ts'

const email = { type: 'string', 'ory.sh/kratos': signsIn }
const schema = traitSchema({ email, note: {} }, { additionalProperties: true })

const files = {
  'idctl.yaml': `version: 1\nworkspace: acme\nidentities: identities\nschema_id: person\nkratos: { admin_url: ${adminUrl} }\n`,
  'identities/ann.yaml': 'external_id: ann\ntraits: { email: p1@example.org, note: new }\n',
  'identities/bob.yaml': 'external_id: bob\ntraits: { email: bob@example.org }\n',
}

function markOf(key: string): JsonObject {
  return { idctl: { v: 1, workspace: 'acme', key, origin: `identities/${key}.yaml`, made: 'created', fields: {} } }
}

const ann = row(1, { external_id: 'ann', metadata_admin: markOf('ann') })
const leaver = row(2, { external_id: 'carl', metadata_admin: markOf('carl') })

/** A server with these rows, in pages of what is asked for. */
async function plan(rows: readonly string[], folder: Readonly<Record<string, string>> = files): Promise<Plan> {
  const root = project(folder)
  const fetch = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname.endsWith('/version')) return json({ version: 'v26.2.0' })
    if (pathname.endsWith('/schemas')) return json([{ id: 'person', schema }])
    const list = page([])
    return new Response(`[${rows.join(',')}]`, { headers: list.headers })
  }
  const { context } = scriptedKratos()
  const source = kratosSource(createReadOnlyKratos({ adminUrl, fetch }).reads, context)
  const { config } = loadConfig({ cwd: root, variables: {} })
  if (config === undefined) throw new Error('no configuration')
  const { signal } = new AbortController()
  const now = new Date('2026-06-01T00:00:00Z')
  const options = { consents: { removals: 9 }, takeOver: [], variables: {}, now, signal, waysIn: true }
  const made = planIn(await computePlan(config, source, options))
  // What shows a plan must survive it as well.
  planText(made)
  planJson(made, { masked: false })
  return made
}

const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const deepObject = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
const large = JSON.stringify('x'.repeat(5 * 1024 * 1024))

/** Traits that people can give themselves where the schema lets them, as texts. */
const hostile: readonly (readonly [string, string])[] = [
  ['a list nested 4,000 deep', `{"email":"p3@example.org","note":${deep(4000)}}`],
  ['a list nested as deep as Kratos stores it', `{"email":"p3@example.org","note":${deep(9990)}}`],
  ['objects nested as deep as Kratos stores them', `{"email":"p3@example.org","note":${deepObject(9990)}}`],
  ['text in the place of traits', '"x"'],
  ['a list in the place of traits', '[1]'],
  ['nothing in the place of traits', 'null'],
  ['a text of 5 MiB', `{"email":"p3@example.org","note":${large}}`],
  ['a text of 5 MiB beside a number that no double holds', `{"email":"p3@example.org","note":[1e400,${large}]}`],
  ['a text of quotes and backslashes', `{"note":${JSON.stringify('\\"'.repeat(1_000_000))},"n":12345678901234567890}`],
  ['a list of a million items', `{"note":[${'1,'.repeat(1_000_000)}1]}`],
  ['a hundred thousand names', `{${Array.from({ length: 100_000 }, (_, index) => `"a${index}":1`).join(',')}}`],
  ['names that reach into objects', '{"__proto__":{"a":1},"constructor":{"prototype":1},"email":"p3@example.org"}'],
]

/** What the schema refuses, and Kratos stored before it did: a document over it is a mistake, and told as one. */
const misfits: readonly (readonly [string, string])[] = [['an identifier that is an object', '{"email":{"a":[]}}']]

function textOf(traits: string, more: JsonObject = {}, number = 3): string {
  const around = JSON.stringify(row(number, { ...more, traits: '@' as Json }))
  return around.replace('"traits":"@"', () => `"traits":${traits}`)
}

const rest = (made: Plan, key: string) => ({ ...made, changes: made.changes.filter((change) => change.key !== key) })

const others = ({ diagnostics }: Plan) => diagnostics.filter((one) => !JSON.stringify(one).includes(idOf(3)))

describe('an account that holds', () => {
  test.each(someOf([...hostile, ...misfits], 3))(
    '%s: for a stranger, the plan of the others is what it is without',
    async (_, traits) => {
      const before = await plan([JSON.stringify(ann), JSON.stringify(leaver)])
      expect(before.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
        'update ann',
        'create bob',
        'delete carl',
      ])
      const after = await plan([JSON.stringify(ann), JSON.stringify(leaver), textOf(traits)])
      const { unmanaged } = before.summary
      expect(after).toEqual({ ...before, summary: { ...before.summary, unmanaged: unmanaged + 1 } })
    },
  )

  test.each(someOf(hostile, 3))('%s: for a person of ours, it costs that person at most', async (_, traits) => {
    const eve = { 'identities/eve.yaml': 'external_id: eve\ntraits: { note: ours }\n' }
    const person = { external_id: 'eve', metadata_admin: markOf('eve') }
    const rows = [JSON.stringify(ann), JSON.stringify(leaver)]
    const calm = await plan([...rows, textOf('{"email":"p3@example.org","note":"theirs"}', person)], {
      ...files,
      ...eve,
    })
    const after = await plan([...rows, textOf(traits, person)], { ...files, ...eve })
    expect(rest(after, 'eve').changes).toEqual(rest(calm, 'eve').changes)
    expect(others(after)).toEqual(others(calm))
    expect(after.changes.filter(({ key }) => key === 'eve')).toHaveLength(1)
  })

  test.each(someOf([...hostile, ...misfits], 3))(
    '%s: nobody keeps an account by that whose document is gone',
    async (_, traits) => {
      const gone = { external_id: 'mallory', metadata_admin: markOf('mallory') }
      const after = await plan([JSON.stringify(ann), textOf(traits, gone)])
      expect(after.changes.find(({ key }) => key === 'mallory')).toMatchObject({ action: 'delete', id: idOf(3) })
      expect(after.changes.find(({ key }) => key === 'mallory')).not.toHaveProperty('blocked')
    },
  )
})

test('what cannot be held is not written to: the row is blocked and says where', async () => {
  const eve = { 'identities/eve.yaml': 'external_id: eve\ntraits: { note: ours }\n' }
  const person = { external_id: 'eve', metadata_admin: markOf('eve') }
  const after = await plan([textOf(`{"note":${deep(4000)}}`, person)], { ...files, ...eve })
  expect(after.changes.find(({ key }) => key === 'eve')).toMatchObject({
    id: idOf(3),
    blocked: { code: 'unreadable', reason: 'its live /traits is nested deeper than idctl follows' },
  })
})

test('a deep value under metadata_admin hides neither the mark nor an identifier that is taken', async () => {
  const person = {
    external_id: 'eve',
    credentials: { password: { type: 'password', identifiers: ['bob@example.org'] } },
  }
  const text = textOf('{}', person).replace('"metadata_admin":null', () => `"metadata_admin":{"a":${deep(4000)}}`)
  const after = await plan([JSON.stringify(ann), text])
  expect(JSON.stringify([after.diagnostics, after.changes.map(({ blocked }) => blocked ?? null)])).toContain(idOf(3))
})
