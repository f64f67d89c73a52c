import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listRuns, readRun } from '../../../../src/records/runs/read-runs.ts'
import { project } from '../../../support/temp-project.ts'

const at = '2026-11-24T14:30:01.000Z'
const older = '20261124T143000.123Z-1a2b3c'
const newer = '20261124T143000.124Z-0a2b3c'

const headerOf = (run: string, more: object = {}) => ({
  record: 'header',
  format: 'idctl-run',
  format_version: 1,
  run,
  idctl_version: '1.0.0',
  command: 'apply',
  target: 'prod',
  workspace: 'acme',
  started_at: '2026-11-24T14:30:00.123Z',
  ...more,
})
const start = (key: string, more: object = {}) => ({
  record: 'start',
  at,
  key,
  action: 'update',
  id: `id-${key}`,
  ...more,
})
const outcome = (key: string, kind: string, more: object = {}) => ({
  ...start(key),
  record: 'outcome',
  outcome: kind,
  ...more,
})
const end = (exit: string) => ({ record: 'end', at, exit })

/** Objects as lines, texts as they are. */
const journal = (...records: readonly (object | string)[]) =>
  records.map((record) => (typeof record === 'string' ? record : `${JSON.stringify(record)}\n`)).join('')

function folderWith(files: Readonly<Record<string, string>>): string {
  return project(Object.fromEntries(Object.entries(files).map(([name, text]) => [`.idctl/runs/${name}`, text])))
}

describe('a run', () => {
  test('that ended', async () => {
    const text = journal(
      headerOf(older, { plan_digest: 'abc' }),
      start('ada'),
      start('bob', { action: 'create', id: undefined }),
      start('dora', { disables: true }),
      outcome('bob', 'done', { action: 'create', id: 'id-new' }),
      outcome('ada', 'failed', { request_id: 'r-1', code: 'of-a-later-version' }),
      outcome('cleo', 'skipped', { code: 'failure-limit', origin: { file: 'cleo.yaml', line: 2, column: 1 } }),
      outcome('dora', 'done', { disables: true }),
      end('incomplete'),
    )
    const root = folderWith({ [`${older}.ndjson`]: text })
    const run = await readRun(root, older)
    expect(run).toMatchObject({
      run: older,
      plan_digest: 'abc',
      counts: { done: 2, failed: 1, skipped: 1, moved: 0 },
      under_way: 0,
      missing: 0,
      end: { at, exit: 'incomplete' },
      changes: [
        { key: 'ada', action: 'update', id: 'id-ada', outcome: 'failed', request_id: 'r-1' },
        { key: 'bob', action: 'create', id: 'id-new', outcome: 'done' },
        { key: 'dora', action: 'update', disables: true, outcome: 'done' },
        {
          key: 'cleo',
          outcome: 'skipped',
          code: 'failure-limit',
          origin: { file: 'cleo.yaml', line: 2, column: 1 },
        },
      ],
    })
    expect(run.changes[0]).not.toHaveProperty('code')
    expect(run.changes).toHaveLength(4)
    const { changes: _, ...summary } = run
    expect(await listRuns(root)).toEqual([{ ...summary, changes: undefined }])
  })

  test('that was killed: what was under way has no outcome, and half a last line says nothing', async () => {
    const text = journal(
      headerOf(older),
      start('ada'),
      outcome('ada', 'done'),
      start('bob'),
      start('cleo'),
      '{"record":"outco',
    )
    const run = await readRun(folderWith({ [`${older}.ndjson`]: text }), older)
    expect(run).toMatchObject({ counts: { done: 1 }, under_way: 2, missing: 0 })
    expect(run.end).toBeUndefined()
    expect(run.changes.filter(({ outcome }) => outcome === undefined).map(({ key }) => key)).toEqual(['bob', 'cleo'])
  })

  test('that was interrupted', async () => {
    const stop = { record: 'interrupted', at, level: 'stop' }
    const text = journal(headerOf(older), start('ada'), stop, { ...stop, level: 'abort' }, end('interrupted'))
    expect(await readRun(folderWith({ [`${older}.ndjson`]: text }))).toMatchObject({
      interrupted: 'abort',
      under_way: 1,
    })
  })

  test.each<[string, readonly (object | string)[], number]>([
    ['a damaged line', ['{"record":\n'], 1],
    ['a record of no known kind', [{ record: 'news' }], 1],
    ['records that the disk had no room for', ['{"rec\n', { record: 'lost', at, records: 3 }], 3],
    ['the same, lost without half a line', ['\n', { record: 'lost', at, records: 2 }], 2],
  ])('with %s: counted, and the rest is read', async (_, lines, missing) => {
    const text = journal(headerOf(older), ...lines, outcome('ada', 'done'), end('ok'))
    expect(await readRun(folderWith({ [`${older}.ndjson`]: text }))).toMatchObject({ missing, counts: { done: 1 } })
  })
})

describe('runs', () => {
  test('newest first, whatever else lies there is none, and a damaged one is named', async () => {
    const root = folderWith({
      [`${older}.ndjson`]: journal(headerOf(older), end('ok')),
      [`${newer}.ndjson`]: 'no journal\n',
      'notes.ndjson': 'x',
      [`${older}.ndjson.bak`]: 'x',
    })
    mkdirSync(join(root, '.idctl/runs', '20261124T143000.122Z-000000.ndjson'))
    expect(await listRuns(root)).toMatchObject([
      { run: newer, problem: 'it is not a journal, or its first line is lost' },
      { run: older, end: { exit: 'ok' } },
      { run: '20261124T143000.122Z-000000', problem: 'it cannot be read (EISDIR)' },
    ])
  })

  test('a journal under the name of another run is not believed', async () => {
    const root = folderWith({ [`${newer}.ndjson`]: journal(headerOf(older), end('ok')) })
    await expect(readRun(root)).rejects.toMatchObject({
      exit: 'error',
      message: expect.stringContaining('another run'),
    })
  })

  test('without an id the newest', async () => {
    const files = [older, newer].map((run) => [`${run}.ndjson`, journal(headerOf(run), end('ok'))])
    expect((await readRun(folderWith(Object.fromEntries(files)))).run).toBe(newer)
  })

  test('by the end of its id', async () => {
    const files = [older, newer].map((run) => [`${run}.ndjson`, journal(headerOf(run), end('ok'))])
    const root = folderWith(Object.fromEntries(files))
    expect((await readRun(root, older.slice(-6))).run).toBe(older)
    expect((await readRun(root, newer.slice(-6))).run).toBe(newer)
  })

  test('not by an end that several have', async () => {
    const twin = `${older.slice(0, -6)}${newer.slice(-6)}`
    const files = [twin, newer].map((run) => [`${run}.ndjson`, journal(headerOf(run), end('ok'))])
    await expect(readRun(folderWith(Object.fromEntries(files)), newer.slice(-6))).rejects.toMatchObject({
      exit: 'usage',
      hint: `give the whole id: ${newer}, ${twin}`,
    })
  })

  test.each<[string, string | undefined, string]>([
    ['nearly right', newer.replace('0a2b3c', '0a2b3d'), `did you mean ${newer}?`],
    ['quite wrong', 'yesterday', '`idctl runs` lists all runs'],
    ['a path', `../runs/${newer}`, ''],
  ])('an id that is not there, %s', async (_, wanted, hint) => {
    const root = folderWith({ [`${newer}.ndjson`]: journal(headerOf(newer), end('ok')) })
    await expect(readRun(root, wanted)).rejects.toMatchObject({ exit: 'usage', hint: expect.stringContaining(hint) })
  })

  test('where there is none yet', async () => {
    const root = project({ 'idctl.yaml': '' })
    expect(await listRuns(root)).toEqual([])
    await expect(readRun(root)).rejects.toMatchObject({ exit: 'usage', message: 'there is no run yet' })
    writeFileSync(join(root, '.idctl'), 'in the way')
    expect(await listRuns(root)).toEqual([])
  })
})
