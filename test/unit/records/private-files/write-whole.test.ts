import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { fillWholeFile, writeWholeFile } from '../../../../src/records/private-files/write-whole.ts'

const uuid = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(12)}`

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'idctl-whole-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

test('a file is there whole, or as it was', async () => {
  const root = folder()
  await writeWholeFile(join(root, 'a'), 'one')
  await expect(
    fillWholeFile(join(root, 'a'), async (handle) => {
      await handle.writeFile('tw')
      throw new Error('full')
    }),
  ).rejects.toThrow('full')
  expect(readFileSync(join(root, 'a'), 'utf8')).toBe('one')
  expect(readdirSync(root)).toEqual(['a'])
})

test('what a killed process has left of the same file goes, and nothing else does', async () => {
  const root = folder()
  const old = new Date('2026-01-01T00:00:00Z')
  const put = (name: string, at?: Date) => {
    writeFileSync(join(root, name), 'left')
    if (at) utimesSync(join(root, name), at, at)
  }
  put(`.plan.${uuid('a')}.tmp`, old)
  const others = [`.plan.${uuid('b')}.tmp`, `.other.${uuid('c')}.tmp`, '.plan.notes.tmp', `.plan.${uuid('d')}.tmp.bak`]
  put(others[0] as string)
  for (const name of others.slice(1)) put(name, old)
  const target = join(root, 'target')
  writeFileSync(target, 'theirs')
  symlinkSync(target, join(root, `.plan.${uuid('e')}.tmp`))
  mkdirSync(join(root, `.plan.${uuid('f')}.tmp`))
  await writeWholeFile(join(root, 'plan'), 'new')
  expect(readdirSync(root).sort()).toEqual(
    [...others, `.plan.${uuid('e')}.tmp`, `.plan.${uuid('f')}.tmp`, 'plan', 'target'].sort(),
  )
  expect(readFileSync(target, 'utf8')).toBe('theirs')
})
