import { lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { ExportOptions } from '../../src/export-live.ts'
import type { Json, JsonObject, PatchOperation } from '../../src/model/json.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, type World } from '../support/world.ts'

describe.each(servers)('export --update on the $name', (choice) => {
  const story = storiesOn(choice)

  const path = (world: World, file: string) => join(world.root, 'identities', file)
  const read = (world: World, file: string) => readFileSync(path(world, file), 'utf8')

  async function create(world: World, name: string, more: JsonObject = {}): Promise<string> {
    const traits = { email: world.email(name), ...((more['traits'] ?? {}) as JsonObject) }
    const { status, body } = await world.request('POST', '/identities', { schema_id: 'person', ...more, traits })
    expect(status).toBe(201)
    return (body as { id: string }).id
  }

  /** Whom a plan would adopt without further questions. */
  const verified = (world: World, name: string) => ({
    verifiable_addresses: [{ via: 'email', value: world.email(name), verified: true }] as Json,
  })

  /** Somebody else's hand. */
  async function patch(world: World, name: string, ...operations: PatchOperation[]): Promise<void> {
    const found = await world.find(world.email(name))
    const { status } = await world.request('PATCH', `/identities/${found?.['id']}`, operations as never)
    expect(status).toBe(200)
  }

  const update = (world: World, more: Partial<ExportOptions> = {}) => {
    // Other stories are on the same server.
    return world.export({ scope: 'managed', update: true, ...more })
  }
  const unmanaged = (world: World, more: Partial<ExportOptions> = {}) => {
    return update(world, { scope: 'unmanaged', patterns: [`*${world.email('')}`], ...more })
  }

  const outcomes = (found: Awaited<ReturnType<typeof update>>) =>
    found.written.documents.map(({ key, outcome, fields = [] }) => [key, outcome, ...fields.map((one) => one.path)])

  /** What the next plan is about: only marks, which the next apply brings up to date. */
  async function expectOnlyMarks(world: World): Promise<void> {
    const plan = await world.plan()
    expect(plan.diagnostics).toEqual([])
    expect(plan.changes.flatMap(({ fields, observed = [] }) => [...fields, ...observed])).toEqual([])
    expect(plan.changes.filter(({ reason }) => reason !== 'mark')).toEqual([])
    await world.apply()
    await expectNothingToDo(world)
  }

  async function expectNothingLeft(world: World, more: Partial<ExportOptions> = {}): Promise<void> {
    const again = await update(world, more)
    expect([again.files, again.edits, again.left, again.diagnostics]).toEqual([[], [], [], []])
  }

  story('only the values that moved live change in the files, and who has no document gets one', async (world) => {
    const text = `# The first one.
traits:
  email: ${world.email('ada')}   # hers
  name: { first: Ada, last: 'Lovelace' }
metadata_public:
  team: compilers  # since 1843
  tags:
    # the first
    - analyst
    - writer
idctl: { key: ada }
`
    world.write('ada.yaml', text)
    world.write('_defaults.yaml', '# for all\nmetadata_admin: { floor: 3 }\n')
    world.write('bob.yaml', `traits: { email: ${world.email('bob')} }\nidctl: { key: bob }\n`)
    await world.apply()
    const carl = await create(world, 'carl')
    await patch(
      world,
      'ada',
      { op: 'replace', path: '/traits/name/last', value: "King's ${env:HOME}" },
      { op: 'replace', path: '/metadata_public/tags', value: ['analyst', '007'] },
      { op: 'remove', path: '/metadata_public/team' },
      { op: 'add', path: '/metadata_public/other', value: 'not ours' },
    )
    await patch(world, 'bob', { op: 'replace', path: '/metadata_admin/floor', value: 4 })
    const found = await update(world, {
      scope: 'all',
      patterns: ['ada', 'bob', world.email('carl')],
      destination: { kind: 'list', file: 'identities/new.ndjson' },
      format: 'ndjson',
    })
    expect(found.left).toEqual([])
    expect(outcomes(found)).toEqual([
      ['ada', 'updated', '/traits/name/last', '/metadata_public/team', '/metadata_public/tags'],
      ['bob', 'updated', '/metadata_admin/floor'],
      [world.email('carl'), 'written'],
    ])
    expect(read(world, 'ada.yaml')).toBe(
      text
        .replace("'Lovelace'", () => "'King''s $${env:HOME}'")
        .replace('team: compilers', 'team: null')
        .replace('- writer', '- "007"'),
    )
    expect(read(world, 'bob.yaml')).toBe(
      `traits: { email: ${world.email('bob')} }\nidctl: { key: bob }\nmetadata_admin:\n  floor: 4\n`,
    )
    expect(read(world, '_defaults.yaml')).toBe('# for all\nmetadata_admin: { floor: 3 }\n')
    expect(JSON.parse(read(world, 'new.ndjson'))).toMatchObject({ traits: { email: world.email('carl') } })
    expect(found.update?.values).toEqual([{ path: '/metadata_public/other', why: 'unmanaged', documents: 1 }])
    expect((await world.request('DELETE', `/identities/${carl}`)).status).toBe(204)
    world.remove('new.ndjson')
    await expectOnlyMarks(world)
    await expectNothingLeft(world)
  })

  story('what is not applied yet stays, and what has changed on both sides is told', async (world) => {
    const text = (name: string, roles: string, team: string) =>
      `traits: { email: ${world.email(name)}, roles: ${roles} }\nmetadata_public: { team: ${team} }\nidctl: { key: ${name} }\n`
    world.write('ada.yaml', text('ada', '[a]', 'x'))
    world.write('bob.yaml', text('bob', '[a]', 'x'))
    await world.apply()
    world.write('ada.yaml', text('ada', '[a, b]', 'x'))
    world.write('bob.yaml', text('bob', '[a]', 'y'))
    for (const name of ['ada', 'bob'])
      await patch(world, name, { op: 'replace', path: '/metadata_public/team', value: 'z' })
    const found = await update(world)
    expect(outcomes(found)).toEqual([['ada', 'updated', '/metadata_public/team']])
    expect(read(world, 'ada.yaml')).toBe(text('ada', '[a, b]', 'z'))
    expect(found.left).toMatchObject([{ key: 'bob', code: 'IDC245', file: 'identities/bob.yaml' }])
    expect(read(world, 'bob.yaml')).toBe(text('bob', '[a]', 'y'))
    expect(found.update?.values).toContainEqual({ path: '/traits/roles', why: 'pending', documents: 1 })
  })

  story('what has left the file and waits for an apply is not told as a value that stays out', async (world) => {
    const text = (traits: string) => `traits: { email: ${world.email('ada')}${traits} }\nidctl: { key: ada }\n`
    world.write('ada.yaml', text(', name: { first: Ada, last: L }'))
    await world.apply()
    world.write('ada.yaml', text(', name: { first: Ada }'))
    await patch(world, 'ada', { op: 'add', path: '/metadata_public', value: { other: 1 } })
    expect((await update(world)).update?.values).toEqual([
      { path: '/metadata_public/other', why: 'unmanaged', documents: 1 },
      { path: '/traits/name/last', why: 'pending', documents: 1 },
    ])
  })

  story('before an adoption live wins, if it is sure whose account it is', async (world) => {
    await create(world, 'ada', { ...verified(world, 'ada'), metadata_public: { team: 'x' } })
    await create(world, 'bob', { metadata_public: { team: 'x' } })
    await unmanaged(world, { update: false })
    const before = read(world, `${world.email('ada')}.yaml`)
    for (const name of ['ada', 'bob'])
      await patch(world, name, { op: 'replace', path: '/metadata_public/team', value: 'y' })
    // A glob names people, but here nobody is named at all: other stories are on the same server.
    const found = await update(world, { scope: 'unmanaged' })
    const own = (key: string | undefined) => key?.endsWith(world.email('')) === true
    expect(found.written.documents.filter(({ outcome }) => outcome === 'updated')).toMatchObject([
      { key: world.email('ada'), fields: [{ path: '/metadata_public/team', before: 'x', after: 'y' }] },
    ])
    expect(found.left.filter(({ key }) => own(key))).toMatchObject([{ key: world.email('bob'), code: 'IDC244' }])
    expect(read(world, `${world.email('ada')}.yaml`)).toBe(before.replace('team: x', 'team: y'))
    expect(outcomes(await unmanaged(world, { patterns: [world.email('bob')] }))).toEqual([
      [world.email('bob'), 'updated', '/metadata_public/team'],
    ])
    const again = await unmanaged(world)
    expect([again.edits, again.files, again.left]).toEqual([[], [], []])
  })

  story(
    'values from references are left, and those of modes that give them to others',
    async (world) => {
      const text = `traits:
  email: ${world.email('ada')}
  phone: "1"
  roles: [a, b]
  name: { first: Ada, last: L }
metadata_admin: { pin: "\${env:IDCTL_DOC_PIN}", seen: 1, mine: x }
idctl:
  key: ada
  ownership: { /traits/phone: seed, /traits/roles: merge, /metadata_admin/seen: observe, /traits/name/last: ignore }
`
      world.write('ada.yaml', text)
      await world.apply()
      await patch(
        world,
        'ada',
        { op: 'replace', path: '/traits/phone', value: '2' },
        { op: 'replace', path: '/traits/roles', value: ['a', 'c'] },
        { op: 'add', path: '/traits/name/last', value: 'M' },
        { op: 'replace', path: '/metadata_admin/pin', value: 'live-secret' },
        { op: 'replace', path: '/metadata_admin/seen', value: 2 },
        { op: 'replace', path: '/metadata_admin/mine', value: 'y' },
      )
      const found = await update(world)
      expect(found.left).toEqual([])
      expect(read(world, 'ada.yaml')).toBe(text.replace('roles: [a, b]', 'roles: [a]').replace('mine: x', 'mine: y'))
      expect(found.update?.values).toEqual([{ path: '/metadata_admin/pin', why: 'reference', documents: 1 }])
      await expectNothingLeft(world)
    },
    { variables: { IDCTL_DOC_PIN: 'file-secret' } },
  )

  story('a state that the document has follows, and one that it does not have is told', async (world) => {
    world.write('ada.yaml', `state: active\ntraits: { email: ${world.email('ada')} }\nidctl: { key: ada }\n`)
    world.write('bob.yaml', `traits: { email: ${world.email('bob')} }\nidctl: { key: bob }\n`)
    await world.apply()
    for (const name of ['ada', 'bob']) await patch(world, name, { op: 'replace', path: '/state', value: 'inactive' })
    const found = await update(world)
    expect(outcomes(found)).toEqual([['ada', 'updated', '/state']])
    expect(read(world, 'ada.yaml')).toMatch(/^state: inactive\n/)
    expect(found.update?.values).toEqual([{ path: '/state', why: 'unmanaged', documents: 1 }])
    await expectOnlyMarks(world)
  })

  story('a folder can observe who is disabled, and never lets anybody in again', async (world) => {
    world.write('_defaults.yaml', 'state: active\nidctl:\n  ownership: { /state: observe }\n')
    await create(world, 'ada', verified(world, 'ada'))
    const found = await unmanaged(world, { update: false })
    expect(found.left).toEqual([])
    await world.apply()
    await patch(world, 'ada', { op: 'replace', path: '/state', value: 'inactive' })
    const plan = await world.plan()
    expect(plan.changes.flatMap(({ fields }) => fields)).toEqual([])
    expect(plan.summary.observed).toBe(1)
    await world.apply()
    expect(await world.find(world.email('ada'))).toMatchObject({ state: 'inactive' })
  })

  story(
    'a whole new name of somebody without a key is left, because the next plan would not know the account',
    async (world) => {
      const text = `traits:\n  email: ${world.email('ada')}\n  name: { first: Bo, last: Ek }\n`
      world.write('ada.yaml', text)
      await world.apply()
      await patch(world, 'ada', { op: 'replace', path: '/traits/name', value: { first: 'Mo', last: 'Oh' } })
      const found = await update(world)
      expect(found.left).toMatchObject([{ key: world.email('ada'), code: 'IDC584' }])
      expect(read(world, 'ada.yaml')).toBe(text)
    },
  )

  story('lists of every kind keep their other documents byte by byte, and get new ones at their end', async (world) => {
    const people = (name: string) => ['1', '2', '3'].map((index) => `${name}${index}`)
    const lists = {
      'stream.yaml': people('s')
        .map(
          (name) =>
            `# ${name}\r\ntraits: {email: '${world.email(name)}'}\r\nmetadata_public:\r\n    a:   x # ${name}\r\n`,
        )
        .join('---\r\n'),
      'seq.yaml': people('q')
        .map((name) => `- traits: { email: ${world.email(name)} } # ${name}\n  metadata_public: { a: "x" }\n`)
        .join('\n'),
      'lines.ndjson': people('n')
        .map((name) => `{"metadata_public":{"a":"x"},"traits":{"email":"${world.email(name)}"}}\n`)
        .join('\n'),
      'list.json': `[\n${people('j')
        .map((name) => `    {"traits": {"email":"${world.email(name)}"},\n      "metadata_public": { "a": "x" }}`)
        .join(',\n')}\n]`,
    }
    for (const [file, text] of Object.entries(lists)) world.write(file, text)
    await world.apply()
    for (const list of ['s', 'q', 'n', 'j'])
      for (const index of ['1', '3'])
        await patch(world, list + index, { op: 'replace', path: '/metadata_public/a', value: `y${index}: #` })
    const found = await update(world)
    expect(found.left).toEqual([])
    expect(found.edits).toHaveLength(4)
    const moved = (text: string, quote: (value: string) => string, old: string) => {
      const parts = text.split(old)
      return `${parts[0]}${quote('y1: #')}${parts[1]}${old}${parts[2]}${quote('y3: #')}${parts[3]}`
    }
    const quoted = (value: string) => JSON.stringify(value)
    expect(read(world, 'stream.yaml')).toBe(moved(lists['stream.yaml'], (value) => `  ${quoted(value)} #`, '  x #'))
    expect(read(world, 'seq.yaml')).toBe(moved(lists['seq.yaml'], quoted, '"x"'))
    expect(read(world, 'lines.ndjson')).toBe(moved(lists['lines.ndjson'], quoted, '"x"'))
    expect(read(world, 'list.json')).toBe(moved(lists['list.json'], quoted, '"x"'))
    await expectOnlyMarks(world)

    await create(world, 'new')
    for (const [index, [file, format]] of (
      [
        ['stream.yaml', 'yaml'],
        ['seq.yaml', 'yaml'],
        ['lines.ndjson', 'ndjson'],
        ['list.json', 'json'],
      ] as const
    ).entries()) {
      await create(world, `new${index}`)
      const before = read(world, file)
      const added = await unmanaged(world, {
        patterns: [world.email(`new${index}`)],
        destination: { kind: 'list', file: `identities/${file}` },
        format,
      })
      expect(outcomes(added)).toEqual([[world.email(`new${index}`), 'written']])
      const after = read(world, file)
      const kept = file === 'list.json' ? before.slice(0, -2) : before
      expect(after.startsWith(kept)).toBe(true)
      expect(after).toContain(world.email(`new${index}`))
      expect((await world.planned()).ok).toBe(true)
    }
    const single = `{ "traits": { "email": "${world.email('alone')}" } }`
    world.write('single.json', single)
    const refused = await unmanaged(world, {
      patterns: [world.email('new')],
      destination: { kind: 'list', file: 'identities/single.json' },
      format: 'json',
    })
    expect(refused.left).toMatchObject([{ key: world.email('new'), code: 'IDC242' }])
    expect(read(world, 'single.json')).toBe(single)
  })

  story('a document stays where it is, also behind a link, and keeps its mode', async (world) => {
    world.write('hr/real.yaml', `traits: { email: ${world.email('ada')} }\nmetadata_public: { a: 1 }\n`)
    world.write('.store/ada.yaml', `traits: { email: ${world.email('bob')} }\nmetadata_public: { a: 1 }\n`)
    symlinkSync(path(world, '.store/ada.yaml'), path(world, 'link.yaml'))
    await world.apply()
    for (const name of ['ada', 'bob']) await patch(world, name, { op: 'replace', path: '/metadata_public/a', value: 2 })
    const mode = statSync(path(world, 'hr/real.yaml')).mode
    const found = await update(world)
    expect(found.files).toEqual([])
    expect(found.written.documents.map(({ file }) => file).toSorted()).toEqual([
      'identities/hr/real.yaml',
      'identities/link.yaml',
    ])
    expect(lstatSync(path(world, 'link.yaml')).isSymbolicLink()).toBe(true)
    expect(read(world, '.store/ada.yaml')).toContain('{ a: 2 }')
    expect(statSync(path(world, 'hr/real.yaml')).mode).toBe(mode)
    await expectOnlyMarks(world)
  })

  story('documents without an account are told and left', async (world) => {
    const text = (name: string) => `traits: { email: ${world.email(name)} }\nmetadata_public: { a: 1 }\n`
    for (const name of ['ada', 'bob']) world.write(`${name}.yaml`, text(name))
    await world.apply()
    const bob = await world.find(world.email('bob'))
    await world.request('DELETE', `/identities/${bob?.['id']}`)
    const found = await update(world)
    expect(found.update?.missing).toEqual([{ key: world.email('bob'), file: 'identities/bob.yaml' }])
    expect(read(world, 'bob.yaml')).toBe(text('bob'))
    expect(found.left).toEqual([])
  })

  story('two people who changed their addresses with each other follow, or none of them', async (world) => {
    const text = (key: string, name: string) => `traits: { email: ${world.email(name)} }\nidctl: { key: ${key} }\n`
    world.write('ada.yaml', text('ada', 'ada'))
    world.write('bob.yaml', text('bob', 'bob'))
    await world.apply()
    const [ada, bob] = [await world.find(world.email('ada')), await world.find(world.email('bob'))]
    const move = (id: Json | undefined, name: string) =>
      world.request('PATCH', `/identities/${id}`, [{ op: 'replace', path: '/traits/email', value: world.email(name) }])
    await move(ada?.['id'], 'aside')
    await move(bob?.['id'], 'ada')
    await move(ada?.['id'], 'bob')
    const one = await update(world, { patterns: ['ada'] })
    expect(one.edits).toEqual([])
    expect(one.left).toMatchObject([{ key: 'ada', code: 'IDC584' }])
    const both = await update(world)
    expect(both.left).toEqual([])
    expect(read(world, 'ada.yaml')).toBe(text('ada', 'bob'))
    expect(read(world, 'bob.yaml')).toBe(text('bob', 'ada'))
    await expectOnlyMarks(world)
  })

  story('a new address is a new key of the same account', async (world) => {
    world.write('ada.yaml', `# Ada\ntraits: { email: ${world.email('ada')}, name: { first: Ada } }\n`)
    await world.apply()
    await patch(world, 'ada', { op: 'replace', path: '/traits/email', value: world.email('ada.king') })
    const found = await update(world)
    expect(outcomes(found)).toEqual([[world.email('ada.king'), 'updated', '/traits/email']])
    expect(found.written.documents.map(({ notes }) => notes)).toEqual([
      ['the key of the document changes with its login identifier; it is the same account'],
    ])
    expect(read(world, 'ada.yaml')).toBe(`# Ada\ntraits: { email: ${world.email('ada.king')}, name: { first: Ada } }\n`)
    await expectOnlyMarks(world)
  })

  story('nothing is written where anchors are shared, or a live value cannot be said', async (world) => {
    const shared = `- traits: { email: ${world.email('ada')} }\n  metadata_public: &same { a: 1 }\n- traits: { email: ${world.email('bob')} }\n  metadata_public: *same\n`
    world.write('shared.yaml', shared)
    const carl = `traits: { email: ${world.email('carl')} }\nmetadata_public: { a: 1 }\n`
    world.write('carl.yaml', carl)
    await world.apply()
    await patch(world, 'ada', { op: 'replace', path: '/metadata_public/a', value: 2 })
    await patch(world, 'carl', { op: 'replace', path: '/metadata_public/a', value: { b: null } })
    const found = await update(world)
    expect(found.edits).toEqual([])
    expect(found.left.map(({ key, code }) => [key, code]).toSorted()).toEqual([
      [world.email('ada'), 'IDC583'],
      [world.email('carl'), 'IDC582'],
    ])
    expect([read(world, 'shared.yaml'), read(world, 'carl.yaml')]).toEqual([shared, carl])
  })

  story('globs and schemas choose, and a key that nobody has is a mistake', async (world) => {
    for (const name of ['ada', 'bob'])
      world.write(
        `team/${name}.yaml`,
        `traits: { email: ${world.email(name)} }\nmetadata_public: { a: 1 }\nidctl: { key: ${name} }\n`,
      )
    await world.apply()
    for (const name of ['ada', 'bob']) await patch(world, name, { op: 'replace', path: '/metadata_public/a', value: 2 })
    const typo = await update(world, { patterns: ['ada', 'abd'] })
    expect(typo.diagnostics.map(({ code }) => code)).toEqual(['IDC540'])
    expect(typo.edits).toEqual([])
    expect(outcomes(await update(world, { patterns: ['a*'], schema: 'person' }))).toEqual([
      ['ada', 'updated', '/metadata_public/a'],
    ])
    expect(outcomes(await update(world, { patterns: ['team/**'] }))).toEqual([['bob', 'updated', '/metadata_public/a']])
  })
})
