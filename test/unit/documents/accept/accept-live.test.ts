import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Config } from '../../../../src/config/types.ts'
import { acceptLive, computePlan, writeEdit } from '../../../../src/index.ts'
import type { Acceptance } from '../../../../src/model/acceptance.ts'
import type { IdentitySchemaSource, LiveIdentity, Mark } from '../../../../src/model/identity.ts'
import { type LiveInput, live, person } from '../../../support/builders.ts'
import { configFor } from '../../../support/config.ts'
import { planIn } from '../../../support/planned.ts'
import { readOnlyLive } from '../../../support/read-only-live.ts'
import { project } from '../../../support/temp-project.ts'

const options = { consents: {}, takeOver: [], variables: {}, now: new Date(0), signal: new AbortController().signal }
const ada = 'identities/ada.yaml'

interface Stage {
  readonly files: Readonly<Record<string, string>>
  readonly key?: string
  readonly pointers?: readonly string[]
  readonly config?: Partial<Config>
  readonly schemas?: readonly IdentitySchemaSource[]
  /** The person as live has it by now; the mark is that of the creation. */
  readonly live: LiveInput
  readonly more?: (mark: Mark, identity: LiveIdentity) => Partial<LiveIdentity>
  readonly others?: readonly LiveIdentity[]
}

/** The files were applied, then live moved: what accept makes of it, and of the file. */
async function accept(stage: Stage): Promise<{ acceptance: Acceptance; text: string; next: string[] }> {
  const { files, key = 'ada', pointers = [], schemas, others = [] } = stage
  const root = project(files)
  const config = configFor(root, stage.config)
  const planned = planIn(await computePlan(config, readOnlyLive([], schemas), options))
  expect(planned.diagnostics).toEqual([])
  const create = planned.changes.find((change) => change.key === key)
  if (create?.action !== 'create') throw new Error('no such document')
  const identity = live({ verified: true, ...stage.live, mark: create.mark })
  const source = readOnlyLive([{ ...identity, ...stage.more?.(create.mark, identity) }, ...others], schemas)
  const { acceptance, edit } = await acceptLive(config, source, { ...options, key, pointers })
  if (edit !== undefined) await writeEdit(root, edit)
  const { changes } = planIn(await computePlan(config, source, options))
  const next = changes.filter(({ action }) => action === 'update').map(({ reason }) => reason)
  return { acceptance, text: readFileSync(join(root, ada), 'utf8'), next }
}

const codes = ({ diagnostics }: Acceptance) => diagnostics.map(({ code }) => code)

test('a document cannot lose the name that joins it to its account', async () => {
  const { acceptance, text } = await accept({
    files: { [ada]: 'external_id: emp-1\ntraits: { email: ada@example.com }\n' },
    key: 'emp-1',
    live: {},
  })
  expect(acceptance.diagnostics).toMatchObject([
    {
      code: 'IDC584',
      detail: expect.stringContaining('its account again'),
      hint: expect.stringContaining('add an idctl.key, and idctl.previously with "emp-1"'),
    },
  ])
  expect(text).toContain('external_id: emp-1')
})

test('a new key that leads to somebody else is refused', async () => {
  const { acceptance, text } = await accept({
    files: { [ada]: 'external_id: emp-1\ntraits: { email: ada@example.com }\n' },
    key: 'emp-1',
    live: { identifiers: [] },
    others: [live({ traits: { email: 'other@example.com' }, identifiers: ['ada@example.com'] })],
  })
  expect(acceptance.diagnostics).toMatchObject([
    { code: 'IDC584', detail: expect.stringContaining('its account again') },
  ])
  expect(text).toContain('external_id: emp-1')
})

describe('names by which a document without a key finds its account', () => {
  const named = (first: string, last: string, more = '') =>
    `traits:\n  email: ada@example.com\n  name: { first: ${first}, last: ${last} }\n${more}`
  const now = (first: string, last: string, email = 'ada@example.com') => ({ traits: { email, name: { first, last } } })

  test('all of them are new: refused, because the next plan would be blocked', async () => {
    const { acceptance, text, next } = await accept({
      files: { [ada]: named('Ada', 'Byron') },
      key: 'ada@example.com',
      live: now('Augusta', 'Lovelace'),
    })
    expect(acceptance.diagnostics).toMatchObject([
      {
        code: 'IDC584',
        detail: 'the document would not find its account again',
        hint: expect.stringContaining('idctl.previously with "ada@example.com"'),
      },
    ])
    expect(text).toBe(named('Ada', 'Byron'))
    expect(next).toEqual(['drift'])
  })

  test('a part of them is new: accepted, and the mark is to be renewed', async () => {
    const { acceptance, text, next } = await accept({
      files: { [ada]: named('Ada', 'Ek') },
      key: 'ada@example.com',
      live: now('Augusta', 'Ek'),
    })
    expect(codes(acceptance)).toEqual([])
    expect(text).toBe(named('Augusta', 'Ek'))
    expect(next).toEqual(['mark'])
  })

  test('with a key all of them may be new', async () => {
    const { acceptance, text, next } = await accept({
      files: { [ada]: named('Ada', 'Byron', 'idctl: { key: ada }\n') },
      live: now('Augusta', 'Lovelace'),
    })
    expect(codes(acceptance)).toEqual([])
    expect(text).toBe(named('Augusta', 'Lovelace', 'idctl: { key: ada }\n'))
    expect(next).toEqual(['mark'])
  })

  test('the hint is a way out', async () => {
    const root = project({ [ada]: named('Ada', 'Byron') })
    const config = configFor(root)
    const [create] = planIn(await computePlan(config, readOnlyLive([]), options)).changes
    if (create?.action !== 'create') throw new Error('no creation')
    const identity = live({ verified: true, ...now('Augusta', 'Lovelace'), mark: create.mark })
    const line = 'idctl: { key: ada, previously: [ada@example.com] }\n'
    writeFileSync(join(root, ada), named('Augusta', 'Lovelace', line))
    const { changes } = planIn(await computePlan(config, readOnlyLive([identity]), options))
    expect(changes).toMatchObject([{ action: 'update', key: 'ada', id: identity.id, fields: [] }])
    expect(changes[0]?.blocked).toBeUndefined()
  })

  test('others must find theirs, too', async () => {
    const people = 'identities/people.yaml'
    const entry = (email: string, first: string, last: string) =>
      `- traits: { email: ${email}, name: { first: ${first}, last: ${last} } }\n`
    const before = entry('ada@example.com', 'Ada', 'Byron') + entry('bob@example.com', 'Bo', 'Byron')
    const root = project({ [people]: before })
    const config = configFor(root)
    const created = planIn(await computePlan(config, readOnlyLive([]), options)).changes
    const [adaLive, bobLive] = ['ada@example.com', 'bob@example.com'].map((email) => {
      const create = created.find(({ key }) => key === email)
      if (create?.action !== 'create') throw new Error('no creation')
      const first = email.startsWith('ada') ? 'Ada' : 'Bo'
      return live({ verified: true, traits: { email, name: { first, last: 'Byron' } }, mark: create.mark })
    }) as [LiveIdentity, LiveIdentity]
    // Only the list and the names still say whose the second one is.
    const moved = before.replace('bob@example.com', 'new@example.com')
    writeFileSync(join(root, people), moved)
    const renamed = { ...adaLive, traits: { email: 'ada@example.com', name: { first: 'Bo', last: 'Byron' } } }
    const source = readOnlyLive([renamed, bobLive])
    const { acceptance, edit } = await acceptLive(config, source, { ...options, key: 'ada@example.com', pointers: [] })
    expect(acceptance.diagnostics).toMatchObject([
      { code: 'IDC584', detail: expect.stringContaining(`the document at ${people}:2`) },
    ])
    expect(edit).toBeUndefined()
  })
})

const inConfig = { file: 'idctl.yaml', line: 1, column: 1 }
const noAdmins = {
  name: 'no-admins',
  each: 'document',
  level: 'deny',
  assert: { text: '!("admin" in doc.traits.?roles.orValue([]))', locate: () => inConfig },
  at: inConfig,
} as const

test('what the rules of idctl.yaml deny is refused', async () => {
  const stage = {
    files: { [ada]: 'traits: { email: ada@example.com, roles: [dev] }\nidctl: { key: ada }\n' },
    config: { rules: [noAdmins] },
  }
  const denied = await accept({ ...stage, live: { traits: { email: 'ada@example.com', roles: ['dev', 'admin'] } } })
  expect(denied.acceptance.diagnostics).toMatchObject([
    { code: 'IDC584', detail: expect.stringContaining('breaks the rule no-admins') },
  ])
  expect(denied.text).toBe(stage.files[ada])
  const allowed = await accept({ ...stage, live: { traits: { email: 'ada@example.com', roles: ['dev', 'ops'] } } })
  expect(codes(allowed.acceptance)).toEqual([])
})

test('what a rule denies already may be accepted away, whoever else is new in the folder', async () => {
  const document = (role: string) => `traits: { email: ada@example.com, roles: [${role}] }\nidctl: { key: ada }\n`
  const root = project({ [ada]: document('dev') })
  const [create] = planIn(await computePlan(configFor(root), readOnlyLive([]), options)).changes
  if (create?.action !== 'create') throw new Error('no creation')
  const traits = { email: 'ada@example.com', roles: ['ops'] }
  const source = readOnlyLive([live({ verified: true, traits, mark: create.mark })])
  writeFileSync(join(root, ada), document('admin'))
  writeFileSync(join(root, 'identities/bob.yaml'), 'traits: { email: bob@example.com }\n')
  const config = configFor(root, { rules: [noAdmins] })
  const { acceptance, edit } = await acceptLive(config, source, { ...options, key: 'ada', pointers: [] })
  expect(acceptance.diagnostics).toEqual([])
  if (edit !== undefined) await writeEdit(root, edit)
  expect(readFileSync(join(root, ada), 'utf8')).toBe(document('ops'))
})

test('a key that idctl.yaml requires does not go with a login identifier', async () => {
  const required = [{ key: 'ada@example.com', at: { file: 'idctl.yaml', line: 1, column: 1 } }]
  const { acceptance, text } = await accept({
    files: { [ada]: 'traits: { email: ada@example.com, name: { first: Ada } }\n' },
    key: 'ada@example.com',
    config: { required },
    live: { traits: { email: 'new@example.com', name: { first: 'Ada' } } },
  })
  expect(acceptance.diagnostics).toMatchObject([{ code: 'IDC584', detail: expect.stringContaining('requires') }])
  expect(text).toContain('ada@example.com')
})

test('schema_id from idctl.yaml, by the name that documents have for it', async () => {
  const { acceptance, text, next } = await accept({
    files: { [ada]: 'traits: { email: ada@example.com }\nidctl: { key: ada }\n' },
    schemas: ['person', 'v2'].map((id) => ({ id, schema: person.source })),
    config: { schema_aliases: { staff: { id: 'v2', at: { file: 'idctl.yaml', line: 1, column: 1 } } } },
    live: {},
    more: () => ({ schema_id: 'v2' }),
  })
  expect(acceptance.accepted).toMatchObject([
    { path: '/schema_id', before: 'person', after: 'v2', note: expect.stringContaining('idctl.yaml') },
  ])
  expect(text).toBe('traits: { email: ada@example.com }\nidctl: { key: ada }\nschema_id: staff\n')
  expect(next).toEqual(['mark'])
})

test('a disabled identity has nothing to accept', async () => {
  const { acceptance } = await accept({
    files: { [ada]: 'state: active\ntraits: { email: ada@example.com }\nidctl: { key: ada }\n' },
    live: { state: 'inactive' },
    more: (mark) => ({
      mark: { kind: 'mark', mark: { ...mark, disabled: { at: '2026-01-01T00:00:00Z', state_before: 'active' } } },
    }),
  })
  expect(acceptance.diagnostics).toMatchObject([{ code: 'IDC541', summary: expect.stringContaining('disabled') }])
})

test('two live identities with one mark: nothing is accepted of them, and everything of others', async () => {
  const twin = 'identities/bob.yaml'
  const stage = {
    files: {
      [ada]: 'traits: { email: ada@example.com }\nmetadata_public: { a: 1 }\nidctl: { key: ada }\n',
      [twin]: 'traits: { email: bob@example.com }\nidctl: { key: bob }\n',
    },
    live: { metadata_public: { a: 2 } },
    others: ['b1@example.com', 'b2@example.com'].map((email) =>
      live({
        traits: { email },
        mark: { v: 1, workspace: 'acme', key: 'bob', origin: twin, made: 'created', fields: {} },
      }),
    ),
  } as const
  expect((await accept(stage)).acceptance.accepted).toMatchObject([{ path: '/metadata_public/a' }])
  expect(codes((await accept({ ...stage, key: 'bob' })).acceptance)).toEqual(['IDC541'])
})

const declared = 'verifiable_addresses: [{ via: email, value: ada@example.com, verified: true }]\n'

test('an address that is declared for others as well is refused', async () => {
  const { acceptance } = await accept({
    files: {
      [ada]: 'traits: { email: ada@example.com }\nidctl: { key: ada }\n',
      'identities/_defaults.yaml': declared,
    },
    live: { verified: false },
  })
  expect(acceptance.diagnostics).toMatchObject([{ code: 'IDC583', hint: 'declare it in the document itself' }])
})

test('an address that live does not have any more is refused; of sensitive ones nothing is shown', async () => {
  const { acceptance } = await accept({
    files: { [ada]: `traits: { email: ada@example.com }\n${declared}idctl: { key: ada }\n` },
    config: { sensitive: ['/traits/email'] },
    live: { traits: { email: 'new@example.com' } },
  })
  expect(codes(acceptance)).toEqual(['IDC582'])
  expect(acceptance.diagnostics).toMatchObject([{ secret: true }])
  expect(JSON.stringify(acceptance)).not.toContain('@example.com')
})

test.each([
  ['half a character', '\ud800', 'no file can hold'],
  ['a forbidden key', JSON.parse('{"__proto__":{"a":1}}'), 'no file can hold'],
  ['a null inside a map', { b: { c: null } }, 'null means absent'],
])('%s has no form in a document', async (_, value, why) => {
  const { acceptance, text } = await accept({
    files: { [ada]: 'traits: { email: ada@example.com }\nmetadata_public: { a: 1 }\nidctl: { key: ada }\n' },
    live: { metadata_public: { a: value } },
  })
  expect(acceptance.diagnostics).toMatchObject([{ code: 'IDC582', summary: expect.stringContaining(why) }])
  expect(text).toContain('{ a: 1 }')
})

test('numbers that do not survive as JSON are refused, texts beside them not', async () => {
  const stage = {
    files: { [ada]: 'traits: { email: ada@example.com }\nmetadata_public: { a: 1, b: x }\nidctl: { key: ada }\n' },
    live: { metadata_public: { a: 2, b: 'y' } },
    more: () => ({ inexact: true }) as const,
  }
  expect(codes((await accept(stage)).acceptance)).toEqual(['IDC582'])
  const { acceptance, text } = await accept({ ...stage, pointers: ['/metadata_public/b'] })
  expect(codes(acceptance)).toEqual([])
  expect(text).toContain('{ a: 1, b: y }')
})

const mapped = {
  [ada]: 'traits: { email: ada@example.com }\nmetadata_public: { team: { lead: x, size: 1 } }\nidctl: { key: ada }\n',
}

test('a value where the file has a map comes into the file, and is shown', async () => {
  const { acceptance, text, next } = await accept({ files: mapped, live: { metadata_public: { team: ['theirs'] } } })
  expect(acceptance.accepted).toMatchObject([
    { path: '/metadata_public/team', after: ['theirs'], sensitive: false },
    { path: '/metadata_public/team/lead', before: 'x' },
    { path: '/metadata_public/team/size', before: 1 },
  ])
  expect(text).toContain('metadata_public: { team: [theirs] }\n')
  expect(next).toEqual(['mark'])
})

test('of such a value nothing is shown where something below it is sensitive', async () => {
  const config = { sensitive: ['/metadata_public/team/secret'] }
  const { acceptance } = await accept({ files: mapped, config, live: { metadata_public: { team: 'theirs' } } })
  expect(acceptance.accepted).toMatchObject([
    { path: '/metadata_public/team', sensitive: true },
    { sensitive: false },
    { sensitive: false },
  ])
})

test.each([
  ['numbers that do not survive as JSON', [1.5], { inexact: true } as const],
  ['half a character', '\ud800', {}],
])('%s are refused there, too', async (_, team, more) => {
  const { acceptance, text } = await accept({
    files: mapped,
    live: { metadata_public: { team } },
    more: () => more,
  })
  expect(new Set(codes(acceptance))).toEqual(new Set(['IDC582']))
  expect(text).toBe(mapped[ada])
})

test('where inherited members would join what is accepted, nothing is written', async () => {
  const { acceptance, text } = await accept({
    files: {
      [ada]: 'traits: { email: ada@example.com }\nmetadata_public: null\nidctl: { key: ada }\n',
      'identities/_defaults.yaml': 'metadata_public: { team: x }\n',
    },
    live: { metadata_public: { crm: 7 } },
  })
  expect(acceptance.diagnostics).toMatchObject([{ code: 'IDC584', detail: '/metadata_public/team would still differ' }])
  expect(text).toContain('metadata_public: null')
})

test('no keys but ours: what others put there comes into the file, the mark does not', async () => {
  const { acceptance, text, next } = await accept({
    files: { [ada]: 'traits: { email: ada@example.com }\nmetadata_admin: null # none\nidctl: { key: ada }\n' },
    live: { metadata_admin: { crm: 7 } },
  })
  expect(codes(acceptance)).toEqual([])
  expect(text).toContain('metadata_admin: { crm: 7 } # none\n')
  expect(next).toEqual(['mark'])
})

test('the file moved, too: live wins', async () => {
  const files = { [ada]: 'traits: { email: ada@example.com }\nmetadata_public: { a: 2 }\nidctl: { key: ada }\n' }
  const { acceptance, text } = await accept({
    files,
    live: { metadata_public: { a: 3 } },
    more: (mark, identity) => {
      const moved = { ...mark, fields: { ...mark.fields, '/metadata_public/a': 'digest-of-1' } }
      return { ...identity, mark: { kind: 'mark', mark: moved } }
    },
  })
  expect(acceptance.accepted).toMatchObject([{ path: '/metadata_public/a', before: 2, after: 3 }])
  expect(text).toContain('{ a: 3 }')
})

test('mistakes in the folder come first', async () => {
  const root = project({ [ada]: 'traits: { email: ada@example.com }\nunknown: 1\n' })
  const { acceptance, edit } = await acceptLive(configFor(root), readOnlyLive([]), {
    ...options,
    key: 'ada',
    pointers: [],
  })
  expect(codes(acceptance)).toEqual(['IDC212'])
  expect(edit).toBeUndefined()
})
