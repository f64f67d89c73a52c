import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Change } from '../../../../src/model/change.ts'
import type { Mark } from '../../../../src/model/identity.ts'
import { noChanges, type Plan } from '../../../../src/model/plan.ts'
import { openPlanFile, readPlan } from '../../../../src/records/planfile/read.ts'
import { writePlanFile } from '../../../../src/records/planfile/write.ts'

const made = { idctl_version: '1.2.3', made_at: new Date('2026-01-02T03:04:05Z') }

const release: Change = {
  action: 'release',
  id: '00000000-0000-4000-8000-000000000001',
  base: '0123456789abcdef',
  key: 'ada',
  reason: 'document-gone',
  fields: [],
  consequences: [],
  counts: { removals: 1 },
}

const plan: Plan = {
  target: 'http://127.0.0.1:4434',
  workspace: 'acme-7f3k',
  consents: { removals: 1 },
  summary: { ...noChanges, release: 1 },
  changes: [release],
  guards: [{ guard: 'removals', count: 1, limit: 3, rule: 'default', tripped: false }],
  diagnostics: [],
}

async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const gathered: T[] = []
  for await (const item of items) gathered.push(item)
  return gathered
}

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idctl-planfile-'))
  path = join(folder, 'the.plan')
})
afterEach(() => rm(folder, { recursive: true }))

describe('writing', () => {
  test('is private, replaces an older plan, and leaves nothing beside it', async () => {
    await writeFile(path, 'older', { mode: 0o644 })
    await writePlanFile(path, plan, made)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['the.plan'])
  })

  test('a failure half way keeps the older plan', async () => {
    await writePlanFile(path, plan, made)
    const before = await readFile(path)
    async function* changes() {
      yield release
      throw new Error('live went away')
    }
    await expect(writePlanFile(path, { ...plan, changes: changes() }, made)).rejects.toThrow('live went away')
    expect(await readFile(path)).toEqual(before)
    expect(await readdir(folder)).toEqual(['the.plan'])
  })

  test('a missing folder and a folder in its place are errors', async () => {
    await expect(writePlanFile(join(folder, 'no', 'plan'), plan, made)).rejects.toMatchObject({
      exit: 'error',
      hint: expect.stringContaining('create it'),
    })
    await expect(writePlanFile(folder, plan, made)).rejects.toMatchObject({ exit: 'error' })
  })

  test('two plans of one content have two digests', async () => {
    const digests = ['one', 'two'].map(async (nonce) => {
      const file = join(folder, nonce)
      await writePlanFile(file, plan, { ...made, nonce })
      return (await openPlanFile(file)).digest
    })
    expect(new Set(await Promise.all(digests)).size).toBe(2)
  })

  test('the salt of a mark never reaches the file', async () => {
    const mark: Mark = { v: 1, workspace: 'w', key: 'ada', origin: 'a.yaml', made: 'created', fields: {}, salt: 's' }
    const change: Change = { ...release, action: 'update', mark }
    await expect(writePlanFile(path, { ...plan, changes: [change] }, made)).rejects.toThrow()
    await expect(writePlanFile(path, { ...plan, changes: [{ ...change, kept: ['/salt'] }] }, made)).rejects.toThrow()
  })

  test('a value beside its reference never reaches the file', async () => {
    const leaking: Change = {
      ...release,
      fields: [{ path: '/traits/pin', after: 'CANARY-1', cause: 'new', sensitive: true, reference: '${env:PIN}' }],
    }
    await expect(writePlanFile(path, { ...plan, changes: [leaking] }, made)).rejects.toThrow()
    expect(await readdir(folder)).toEqual([])
  })
})

describe('reading', () => {
  test('gives header and footer at once, changes as a stream that can be read again', async () => {
    await writePlanFile(path, plan, made)
    const file = await openPlanFile(path)
    expect(file.header).toEqual({
      idctl_version: '1.2.3',
      target: plan.target,
      workspace: plan.workspace,
      made_at: '2026-01-02T03:04:05.000Z',
      consents: { removals: 1 },
    })
    expect(file.footer.guards).toEqual(plan.guards)
    expect(await gather(file.changes())).toEqual([release])
    expect(await gather(file.changes())).toEqual([release])
  })

  const edits: readonly [string, (text: string) => string, string][] = [
    ['an empty file', () => '', 'is not a plan of idctl'],
    ['another NDJSON file', () => '{"id":1}\n{"id":2}\n', 'is not a plan of idctl'],
    ['a binary file', () => '\0\u0001\n', 'is not a plan of idctl'],
    ['a newer format', (text) => text.replace('"format_version":1', '"format_version":2'), 'newer than this idctl'],
    ['another target', (text) => text.replace('4434', '4435'), 'digest does not match'],
    ['another consent', (text) => text.replace('"removals":1', '"removals":9'), 'digest does not match'],
    ['another verdict', (text) => text.replace('"limit":3', '"limit":9'), 'digest does not match'],
    ['a dropped change', (text) => text.split('\n').toSpliced(1, 1).join('\n'), 'digest does not match'],
    [
      'an unknown member',
      (text) => text.replace('"reason":', '"force":true,"reason":'),
      'not have the shape of a plan',
    ],
    ['an unknown record', (text) => text.replace('"record":"change"', '"record":"note"'), 'has an unknown kind'],
    ['no footer', (text) => text.split('\n').slice(0, 2).join('\n').concat('\n'), 'its end is missing'],
    ['a cut footer', (text) => text.slice(0, -5), 'its end is missing'],
    ['a second plan behind it', (text) => text + text, 'something follows'],
  ]
  test.each(edits)('refuses %s', async (_, edit, why) => {
    await writePlanFile(path, plan, made)
    await writeFile(path, edit(await readFile(path, 'utf8')))
    await expect(readPlan(path)).rejects.toMatchObject({
      exit: 'refused',
      message: expect.stringContaining(why),
      hint: expect.any(String),
    })
  })

  test('removals by time of earlier versions, which believed one clock, are blocked', async () => {
    const expired: Change = { ...release, key: 'eve', reason: 'expired' }
    const due: Change = { ...release, key: 'bob', reason: 'grace-over', due: { at: '2026-01-01T00:00:00.000Z' } }
    await writePlanFile(path, { ...plan, changes: [release, expired, due] }, made)
    const read = await readPlan(path)
    expect(read.changes.map(({ key, blocked }) => [key, blocked?.code])).toEqual([
      ['ada', undefined],
      ['eve', 'clock'],
      ['bob', undefined],
    ])
  })

  test('a file that was replaced after the check is refused before its first change', async () => {
    await writePlanFile(path, plan, made)
    const file = await openPlanFile(path)
    await writePlanFile(path, { ...plan, changes: [] }, made)
    await expect(gather(file.changes())).rejects.toMatchObject({ exit: 'refused' })
  })

  describe('a file that changes while its changes are executed', () => {
    /** Enough that the file is read in several chunks. */
    const many = Array.from({ length: 500 }, (_, index) => ({
      ...release,
      key: `ada-${index}`,
      display: 'x'.repeat(2000),
    }))
    const edits: readonly [string, (bytes: Buffer) => Buffer][] = [
      ['a value near its end', (bytes) => Buffer.from(bytes.toString().replace('ada-400', 'eve-400'))],
      ['fewer changes', (bytes) => bytes.subarray(0, 2 * 256 * 1024)],
      ['something behind its end', (bytes) => Buffer.concat([bytes, bytes])],
      ['another plan', (bytes) => Buffer.from(bytes.toString().replaceAll('ada', 'eve'))],
    ]
    test.each(edits)('gives none that was not checked: %s', async (_, edit) => {
      await writePlanFile(path, { ...plan, changes: many }, made)
      const file = await openPlanFile(path)
      const changes = file.changes()[Symbol.asyncIterator]()
      const given = [(await changes.next()).value]
      await writeFile(path, edit(await readFile(path)))
      const all = async () => {
        for (let next = await changes.next(); !next.done; next = await changes.next()) given.push(next.value)
      }
      await expect(all()).rejects.toMatchObject({ exit: 'refused' })
      expect(given).toEqual(many.slice(0, given.length))
    })

    test('gives none that was not checked: nothing behind a chunk that ends with a line', async () => {
      const chunk = 256 * 1024
      await writePlanFile(path, { ...plan, changes: many }, made)
      const room = chunk - 1 - (await readFile(path)).lastIndexOf('\n', chunk - 1)
      const [first, ...others] = many
      const changes = [{ ...first, display: 'x'.repeat(2000 + room) } as Change, ...others]
      await writePlanFile(path, { ...plan, changes }, made)
      const given = (await openPlanFile(path)).changes()[Symbol.asyncIterator]()
      await given.next()
      await writeFile(path, (await readFile(path)).subarray(0, chunk))
      const rest = async () => {
        while (!(await given.next()).done);
      }
      await expect(rest()).rejects.toMatchObject({ exit: 'refused', message: expect.stringContaining('it changed') })
    })

    test('gives all of them when it stays as it is', async () => {
      await writePlanFile(path, { ...plan, changes: many }, made)
      expect(await gather((await openPlanFile(path)).changes())).toEqual(many)
    })
  })

  test('a file that this process has written is refused when it has another digest', async () => {
    await writePlanFile(path, plan, made)
    const { digest } = await openPlanFile(path)
    await writePlanFile(path, { ...plan, changes: [{ ...release, key: 'eve' }] }, made)
    await expect(openPlanFile(path, { written: digest })).rejects.toMatchObject({
      exit: 'refused',
      message: expect.stringContaining('another process wrote to it'),
    })
  })

  test('a missing file and a folder are errors, not refusals', async () => {
    await expect(readPlan(path)).rejects.toMatchObject({ exit: 'error', message: expect.stringContaining('ENOENT') })
    await mkdir(path)
    await expect(readPlan(path)).rejects.toMatchObject({ exit: 'error' })
  })
})
