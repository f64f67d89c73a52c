import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { PatchOperation } from '../../src/model/json.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, steps, type World } from '../support/world.ts'

describe.each(servers)('accept on the $name', (choice) => {
  const story = storiesOn(choice)

  const read = (world: World, file: string) => readFileSync(join(world.root, 'identities', file), 'utf8')

  /** Somebody else's hand. */
  async function patch(world: World, name: string, ...operations: PatchOperation[]): Promise<void> {
    const found = await world.find(world.email(name))
    const { status } = await world.request('PATCH', `/identities/${found?.['id']}`, operations as never)
    expect(status).toBe(200)
  }

  /** What the next plan is about: only marks, which the next apply brings up to date. */
  async function expectOnlyMarks(world: World): Promise<void> {
    const plan = await world.plan()
    expect(plan.diagnostics).toEqual([])
    expect(plan.changes.flatMap(({ fields, observed = [] }) => [...fields, ...observed])).toEqual([])
    expect(plan.changes.filter(({ reason }) => reason !== 'mark')).toEqual([])
    await world.apply()
    await expectNothingToDo(world)
  }

  const codes = (acceptance: { diagnostics: readonly { code: string }[] }) =>
    acceptance.diagnostics.map(({ code }) => code)

  story('what moved live comes into the file, and the next plan is quiet', async (world) => {
    world.write(
      'ada.yaml',
      `# The first one.
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
`,
    )
    await world.apply()
    await patch(
      world,
      'ada',
      { op: 'replace', path: '/traits/name/last', value: "King's ${env:HOME}" },
      { op: 'replace', path: '/metadata_public/tags', value: ['analyst', '007'] },
      { op: 'remove', path: '/metadata_public/team' },
      { op: 'add', path: '/metadata_public/other', value: 'not ours' },
    )
    const acceptance = await world.accept('ada')
    expect(acceptance.diagnostics).toEqual([])
    expect(acceptance.accepted.map(({ path, at, before, after }) => [path, at.line, before, after])).toEqual([
      ['/traits/name/last', 4, 'Lovelace', "King's ${env:HOME}"],
      ['/metadata_public/team', 6, 'compilers', undefined],
      ['/metadata_public/tags', 9, ['analyst', 'writer'], ['analyst', '007']],
    ])
    expect(read(world, 'ada.yaml')).toBe(`# The first one.
traits:
  email: ${world.email('ada')}   # hers
  name: { first: Ada, last: 'King''s $\${env:HOME}' }
metadata_public:
  team: null  # since 1843
  tags:
    # the first
    - analyst
    - "007"
idctl: { key: ada }
`)
    await expectOnlyMarks(world)
    expect((await world.accept('ada')).accepted).toEqual([])
  })

  story('pointers choose, and what they name must have moved', async (world) => {
    const text = (first: string, phone: string) =>
      `traits:\n  email: ${world.email('ada')}\n  name: { first: ${first} }\n  phone: "${phone}"\nmetadata_public: { a: 1, b: { c: 2 } }\nidctl: { key: ada }\n`
    world.write('ada.yaml', text('Ada', '1'))
    await world.apply()
    world.write('ada.yaml', text('Ada', '2'))
    await patch(
      world,
      'ada',
      { op: 'replace', path: '/traits/name/first', value: 'Augusta' },
      { op: 'replace', path: '/metadata_public/b/c', value: 3 },
    )
    const refused = await world.accept(
      'ada',
      '/traits/name/frist',
      '/traits/phone',
      '/metadata_public/a',
      '/metadata_admin',
    )
    const moved = 'what moved live: /traits/name/first, /metadata_public/b/c'
    expect(codes(refused)).toEqual(['IDC580', 'IDC580', 'IDC580', 'IDC580'])
    expect(refused.diagnostics.map(({ summary, hint }) => [summary, hint])).toEqual([
      ['nothing at /traits/name/frist moved live: the document does not manage it', 'did you mean /traits/name/first?'],
      ['nothing at /traits/phone moved live: the file did, and apply writes it', moved],
      ['nothing at /metadata_public/a moved live: live has what the document says', moved],
      ['nothing at /metadata_admin moved live: the document does not manage it', moved],
    ])
    expect(read(world, 'ada.yaml')).toBe(text('Ada', '2'))
    expect((await world.accept('ada', '/metadata_public')).accepted.map(({ path }) => path)).toEqual([
      '/metadata_public/b/c',
    ])
    expect(read(world, 'ada.yaml')).toBe(text('Ada', '2').replace('c: 2', 'c: 3'))
    const plan = await world.plan()
    expect(plan.changes.flatMap(({ fields }) => fields.map(({ path, cause }) => [path, cause]))).toEqual([
      ['/traits/name/first', 'drift'],
      ['/traits/phone', 'pending'],
    ])
  })

  story('a value from _defaults.yaml gets its own in the document; nobody else changes', async (world) => {
    const defaults = 'metadata_public: { team: x, floor: { number: 1 } }\nmetadata_admin:\n  group: g\n'
    world.write('_defaults.yaml', defaults)
    const ada = `- traits: { email: ${world.email('ada')} } # ada\n  idctl: { key: ada }\n`
    const bob = `- traits: { email: ${world.email('bob')} }\n  idctl: { key: bob }\n`
    world.write('people.yaml', ada + bob)
    await world.apply()
    await patch(
      world,
      'ada',
      { op: 'replace', path: '/metadata_public/floor/number', value: 2 },
      { op: 'remove', path: '/metadata_admin/group' },
    )
    const { accepted } = await world.accept('ada')
    expect(accepted.map(({ path, at, note }) => [path, at.file, at.line, note])).toEqual([
      [
        '/metadata_public/floor/number',
        'identities/people.yaml',
        5,
        'the value came from identities/_defaults.yaml:1, which others use, too; now the document has its own',
      ],
      ['/metadata_admin/group', 'identities/people.yaml', 7, expect.stringContaining('identities/_defaults.yaml:3')],
    ])
    expect(read(world, 'people.yaml')).toBe(
      `${ada}  metadata_public:\n    floor:\n      number: 2\n  metadata_admin:\n    group: null\n${bob}`,
    )
    expect(read(world, '_defaults.yaml')).toBe(defaults)
    await expectOnlyMarks(world)
  })

  story(
    'a reference is not overwritten; others can be accepted by name',
    async (world) => {
      const text = `traits:\n  email: ${world.email('ada')}\n  phone: "\${env:IDCTL_DOC_PHONE}"\n  name: { first: Ada }\nidctl: { key: ada }\n`
      world.write('ada.yaml', text)
      await world.apply()
      await patch(
        world,
        'ada',
        { op: 'replace', path: '/traits/phone', value: '+1 555 0199' },
        { op: 'replace', path: '/traits/name/first', value: 'Augusta' },
      )
      const refused = await world.accept('ada')
      expect(codes(refused)).toEqual(['IDC581'])
      // Not 555 alone: that may be in the number of a port, or in the name of the workspace.
      expect(JSON.stringify(refused)).not.toContain('555 01')
      expect(read(world, 'ada.yaml')).toBe(text)
      expect(codes(await world.accept('ada', '/traits/name'))).toEqual([])
      expect(read(world, 'ada.yaml')).toBe(text.replace('Ada', 'Augusta'))
    },
    { variables: { IDCTL_DOC_PHONE: '+1 555 0100' } },
  )

  story('a new login identifier changes the key and keeps the account', async (world) => {
    // Without a name, an address that nobody has verified would say too little of whose document it is.
    world.write('ada.yaml', `traits:\n  email: ${world.email('ada')}\n  name: { first: Ada }\n`)
    world.write('bob.yaml', `traits:\n  email: ${world.email('bob')}\n`)
    await world.apply()
    const id = (await world.find(world.email('ada')))?.['id']
    await patch(world, 'ada', { op: 'replace', path: '/traits/email', value: world.email('countess') })
    const { notes, diagnostics } = await world.accept(world.email('ada'))
    expect(diagnostics).toEqual([])
    expect(notes).toEqual(['the key of the document changes with its login identifier; it is the same account'])
    await expectOnlyMarks(world)
    expect((await world.find(world.email('countess')))?.['id']).toBe(id)
  })

  story('a whole new name of somebody without a key is refused, and a line says who it is', async (world) => {
    const text = (first: string, last: string, more = '') =>
      `traits:\n  email: ${world.email('ada')}\n  name: { first: ${first}, last: ${last} }\n${more}`
    world.write('ada.yaml', text('Bo', 'Ek'))
    await world.apply()
    const id = (await world.find(world.email('ada')))?.['id']
    await patch(world, 'ada', { op: 'replace', path: '/traits/name', value: { first: 'Mo', last: 'Oh' } })
    const refused = await world.accept(world.email('ada'))
    expect(codes(refused)).toEqual(['IDC584'])
    expect(refused.diagnostics[0]?.hint).toContain(`idctl.previously with "${world.email('ada')}"`)
    expect(read(world, 'ada.yaml')).toBe(text('Bo', 'Ek'))
    world.write('ada.yaml', text('Mo', 'Oh', `idctl: { key: ada, previously: [${world.email('ada')}] }\n`))
    await expectOnlyMarks(world)
    expect((await world.find(world.email('ada')))?.['id']).toBe(id)
  })

  story('a part of a short name is accepted', async (world) => {
    const text = (first: string) => `traits:\n  email: ${world.email('ada')}\n  name: { first: ${first}, last: Ek }\n`
    world.write('ada.yaml', text('Bo'))
    await world.apply()
    await patch(world, 'ada', { op: 'replace', path: '/traits/name/first', value: 'Mo' })
    expect(codes(await world.accept(world.email('ada')))).toEqual([])
    expect(read(world, 'ada.yaml')).toBe(text('Mo'))
    await expectOnlyMarks(world)
  })

  story('a document that would claim what another has is not written', async (world) => {
    const text = `traits:\n  email: ${world.email('ada')}\nidctl: { key: ada }\n`
    world.write('ada.yaml', text)
    await world.apply()
    await patch(world, 'ada', { op: 'replace', path: '/traits/email', value: world.email('bob') })
    world.write('bob.yaml', `traits:\n  email: ${world.email('bob')}\nidctl: { key: bob }\n`)
    const refused = await world.accept('ada')
    expect(codes(refused)).toEqual(['IDC584'])
    expect(refused.diagnostics[0]?.detail).toContain('has the same login identifier')
    expect(read(world, 'ada.yaml')).toBe(text)
  })

  story('merge takes only our elements', async (world) => {
    const text = (tags: string) =>
      `traits:\n  email: ${world.email('ada')}\nmetadata_public: { tags: ${tags} }\nidctl: { key: ada, ownership: { /metadata_public/tags: merge } }\n`
    world.write('ada.yaml', text('[a, b, c]'))
    await world.apply()
    world.write('ada.yaml', text('[a, b, d]'))
    await patch(world, 'ada', { op: 'replace', path: '/metadata_public/tags', value: ['theirs', 'c', 'b'] })
    await world.accept('ada')
    expect(read(world, 'ada.yaml')).toBe(text('[b, c]'))
    await expectOnlyMarks(world)
  })

  story('observed values only by name', async (world) => {
    const text = (name: string) =>
      `traits:\n  email: ${world.email('ada')}\n  name: { first: ${name} }\nidctl: { key: ada, ownership: { /traits/name: observe } }\n`
    world.write('ada.yaml', text('Ada'))
    await world.apply()
    await patch(world, 'ada', { op: 'add', path: '/traits/name', value: { first: 'Augusta' } })
    expect((await world.accept('ada')).accepted).toEqual([])
    expect(read(world, 'ada.yaml')).toBe(text('Ada'))
    expect((await world.accept('ada', '/traits/name')).diagnostics).toEqual([])
    expect(read(world, 'ada.yaml')).toBe(text('Augusta'))
    await expectNothingToDo(world)
  })

  story('a map where a text was, a text where a map was, and null', async (world) => {
    world.write(
      'ada.yaml',
      `traits: { email: ${world.email('ada')} }\nmetadata_public:\n  a: x # a\n  # b\n  b:\n    c: 1\n    d: 2\n  e: y\n  f: null\nidctl: { key: ada }\n`,
    )
    await world.apply()
    await patch(
      world,
      'ada',
      { op: 'replace', path: '/metadata_public/a', value: { p: [1, { q: null }], r: {} } },
      { op: 'replace', path: '/metadata_public/b', value: 'text' },
      { op: 'add', path: '/metadata_public/f', value: 'here' },
    )
    const partly = await world.accept('ada', '/metadata_public/b/c')
    expect(codes(partly)).toEqual(['IDC582'])
    expect((await world.accept('ada')).diagnostics).toEqual([])
    expect(read(world, 'ada.yaml')).toBe(
      `traits: { email: ${world.email('ada')} }\nmetadata_public:\n  a: { p: [1, { q: null }], r: {} } # a\n  # b\n  b: text\n  e: y\n  f: here\nidctl: { key: ada }\n`,
    )
    await expectOnlyMarks(world)
    await patch(world, 'ada', { op: 'replace', path: '/metadata_public/e', value: null })
    const refused = await world.accept('ada')
    expect(codes(refused)).toEqual(['IDC582'])
    expect(refused.diagnostics[0]?.summary).toContain('null means absent')
  })

  story('state and verified addresses', async (world) => {
    const text = `state: active\ntraits: { email: ${world.email('ada')} }\nverifiable_addresses:\n  - { via: email, value: ${world.email('Ada')}, verified: true } # known\nidctl: { key: ada }\n`
    world.write('ada.yaml', text)
    await world.apply()
    await patch(
      world,
      'ada',
      { op: 'replace', path: '/state', value: 'inactive' },
      { op: 'replace', path: '/verifiable_addresses/0/verified', value: false },
      { op: 'replace', path: '/verifiable_addresses/0/status', value: 'pending' },
    )
    expect((await world.accept('ada')).diagnostics).toEqual([])
    expect(read(world, 'ada.yaml')).toBe(text.replace('state: active', 'state: inactive').replace('true', 'false'))
    await expectOnlyMarks(world)
  })

  story('an anchor that others use is not touched', async (world) => {
    const text = `traits: { email: ${world.email('ada')} }\nmetadata_public: { team: &team x }\nmetadata_admin: { team: *team } # also\nidctl: { key: ada }\n`
    world.write('ada.yaml', text)
    await world.apply()
    await patch(world, 'ada', { op: 'replace', path: '/metadata_public/team', value: 'z' })
    expect(codes(await world.accept('ada'))).toEqual(['IDC583'])
    expect(read(world, 'ada.yaml')).toBe(text)
    await world.apply()
    await patch(world, 'ada', { op: 'replace', path: '/metadata_admin/team', value: 'z' })
    expect(codes(await world.accept('ada'))).toEqual([])
    expect(read(world, 'ada.yaml')).toBe(text.replace('*team', 'z'))
    await expectOnlyMarks(world)
  })

  story('who is not managed, not there or disabled has nothing to accept', async (world) => {
    world.write('ada.yaml', `traits: { email: ${world.email('ada')} }\nidctl: { key: ada }\n`)
    expect((await world.accept('ada')).diagnostics).toMatchObject([
      { code: 'IDC541', summary: '"ada": no live identity matches its document' },
    ])
    expect(codes(await world.accept('nobody'))).toEqual(['IDC540'])
    expect((await world.accept('sales/*')).diagnostics).toMatchObject([
      { code: 'IDC540', hint: expect.stringContaining("no globs; `idctl export --update --managed 'sales/*'`") },
    ])
    await world.request('POST', '/identities', { schema_id: 'person', traits: { email: world.email('ada') } })
    expect((await world.accept('ada')).diagnostics).toMatchObject([
      { code: 'IDC541', summary: '"ada": it is not managed yet', hint: '`idctl adopt ada` first' },
    ])
  })

  story('JSON is edited as it is written, links and modes stay', async (world) => {
    const text = JSON.stringify(
      { traits: { email: world.email('ada') }, metadata_public: { a: 1 }, idctl: { key: 'ada' } },
      undefined,
      '\t',
    )
    world.write('real/ada.json', `\u{feff}${text}\r\n`)
    const folder = join(world.root, 'identities')
    mkdirSync(join(folder, '_store'))
    renameSync(join(folder, 'real/ada.json'), join(folder, '_store/ada.json'))
    chmodSync(join(folder, '_store/ada.json'), 0o640)
    symlinkSync('../_store/ada.json', join(folder, 'real/ada.json'))
    await world.apply()
    await patch(world, 'ada', { op: 'replace', path: '/metadata_public/a', value: [1, 'two'] })
    expect((await world.accept('ada')).diagnostics).toEqual([])
    expect(read(world, '_store/ada.json')).toBe(`\u{feff}${text.replace('"a": 1', '"a": [1, "two"]')}\r\n`)
    expect(lstatSync(join(folder, 'real/ada.json')).isSymbolicLink()).toBe(true)
    expect(statSync(join(folder, '_store/ada.json')).mode & 0o777).toBe(0o640)
    expect(steps(await world.plan())).toEqual(['update ada'])
    await expectOnlyMarks(world)
  })
})
