import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { forgetOldRuns } from '../../../../src/records/runs/forget-old-runs.ts'
import { createJournalFile } from '../../../../src/records/runs/journal-file.ts'
import { makeRunId, runOf } from '../../../../src/records/runs/run-id.ts'
import { project } from '../../../support/temp-project.ts'

const run = '20261124T143000.123Z-1a2b3c'

describe('the file of a journal', () => {
  test('is for its owner only, and git does not see it', async () => {
    const root = project({ 'idctl.yaml': '' })
    const file = await createJournalFile(root, run)
    file.append('one\n')
    expect(readFileSync(join(root, '.idctl/runs', `${run}.ndjson`), 'utf8')).toBe('one\n')
    file.sync()
    file.close()
    const modeOf = (path: string) => statSync(join(root, path)).mode & 0o777
    expect(['.idctl', '.idctl/runs', `.idctl/runs/${run}.ndjson`].map(modeOf)).toEqual([0o700, 0o700, 0o600])
    expect(readFileSync(join(root, '.idctl/.gitignore'), 'utf8')).toBe('*\n')
  })

  test('leaves a .gitignore of the person alone', async () => {
    const root = project({ '.idctl/.gitignore': '!shared\n' })
    const file = await createJournalFile(root, run)
    file.close()
    expect(readFileSync(join(root, '.idctl/.gitignore'), 'utf8')).toBe('!shared\n')
  })

  test('is never one that is there', async () => {
    const root = project({ [`.idctl/runs/${run}.ndjson`]: 'precious' })
    await expect(createJournalFile(root, run)).rejects.toMatchObject({ code: 'EEXIST' })
  })
})

test('ids sort by time, and name their file', () => {
  const unique = 'abcdef01-0000-4000-8000-000000000000'
  const ids = [new Date('2026-11-24T14:30:00.123Z'), new Date('2026-11-24T14:30:00.124Z')].map((now) =>
    makeRunId(now, unique),
  )
  expect(ids).toEqual(['20261124T143000.123Z-abcdef', '20261124T143000.124Z-abcdef'])
  expect(ids.map((id) => runOf(`${id}.ndjson`))).toEqual(ids)
  expect(['x.ndjson', `${ids[0]}`, `../${ids[0]}.ndjson`].map(runOf)).toEqual([undefined, undefined, undefined])
})

describe('old runs are forgotten', () => {
  const name = (day: number) => `202601${String(day).padStart(2, '0')}T000000.000Z-000000.ndjson`

  test('all but the newest; what is no journal stays', async () => {
    const others = ['notes.txt', 'x.ndjson', `${name(1)}.bak`]
    const names = [...[5, 3, 1, 2, 4].map(name), ...others]
    const root = project(Object.fromEntries(names.map((file) => [file, ''])))
    mkdirSync(join(root, name(6)))
    await forgetOldRuns(root, 2)
    expect(readdirSync(root).sort()).toEqual([name(4), name(5), name(6), ...others].sort())
  })

  test('never the one that is being written, whatever the clocks of others said', async () => {
    const root = project(Object.fromEntries([1, 2, 3].map((day) => [name(day), ''])))
    await forgetOldRuns(root, 2, name(1).replace('.ndjson', ''))
    expect(readdirSync(root).sort()).toEqual([name(1), name(3)])
  })

  test('never by way of a link', async () => {
    const root = project({ [`there/${name(1)}`]: '', [`there/${name(2)}`]: '', [`here/${name(3)}`]: '' })
    symlinkSync(join(root, 'there'), join(root, 'linked'))
    symlinkSync(join(root, 'there', name(1)), join(root, 'here', name(1)))
    await forgetOldRuns(join(root, 'linked'), 0)
    await forgetOldRuns(join(root, 'here'), 0)
    expect(readdirSync(join(root, 'there')).sort()).toEqual([name(1), name(2)])
    expect(readdirSync(join(root, 'here'))).toEqual([name(1)])
  })

  test('where there is no folder, nothing happens', async () => {
    const root = project({})
    await forgetOldRuns(join(root, 'missing'))
    writeFileSync(join(root, 'file'), '')
    await forgetOldRuns(join(root, 'file'))
    expect(existsSync(join(root, 'file'))).toBe(true)
  })
})
