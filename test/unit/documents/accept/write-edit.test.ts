import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readOriginal } from '../../../../src/documents/accept/edit-file.ts'
import { FileMoved } from '../../../../src/documents/accept/file-moved.ts'
import { writeEdit } from '../../../../src/documents/accept/write-edit.ts'
import { project, writeFiles } from '../../../support/temp-project.ts'

const edit = (root: string, file = 'a.yaml') => ({
  file: 'a.yaml',
  path: join(root, file),
  before: 'old\n',
  after: 'new\n',
})

test('the file is written whole, with the mode that it had, and nothing is left beside it', async () => {
  const root = project({ 'a.yaml': 'old\n' })
  chmodSync(join(root, 'a.yaml'), 0o664)
  await writeEdit(root, edit(root))
  expect(readFileSync(join(root, 'a.yaml'), 'utf8')).toBe('new\n')
  expect(statSync(join(root, 'a.yaml')).mode & 0o777).toBe(0o664)
  expect(readdirSync(root)).toEqual(['a.yaml'])
})

test('a link stays, and what it leads to is written', async () => {
  const root = project({ 'real.yaml': 'old\n' })
  symlinkSync('real.yaml', join(root, 'a.yaml'))
  await writeEdit(root, edit(root, 'real.yaml'))
  expect(lstatSync(join(root, 'a.yaml')).isSymbolicLink()).toBe(true)
  expect(readFileSync(join(root, 'real.yaml'), 'utf8')).toBe('new\n')
})

test('a file that has changed since it was read is left alone', async () => {
  const root = project({ 'a.yaml': 'edited\n' })
  await expect(writeEdit(root, edit(root))).rejects.toMatchObject({
    exit: 'invalid',
    message: 'a.yaml has changed in the meantime; nothing was written',
  })
  expect(readFileSync(join(root, 'a.yaml'), 'utf8')).toBe('edited\n')
})

test('a link that leads elsewhere by now is left alone', async () => {
  const root = project({ 'real.yaml': 'old\n', 'other.yaml': 'old\n' })
  symlinkSync('other.yaml', join(root, 'a.yaml'))
  await expect(writeEdit(root, edit(root, 'real.yaml'))).rejects.toMatchObject({ exit: 'invalid' })
  expect(readFileSync(join(root, 'real.yaml'), 'utf8')).toBe('old\n')
})

test('a file that is gone before it is edited is the same error', () => {
  const root = project({})
  expect(() => readOriginal({ root }, 'a.yaml')).toThrow(FileMoved)
})

test('a file that is gone is not made again', async () => {
  const root = project({ 'a.yaml': 'old\n' })
  unlinkSync(join(root, 'a.yaml'))
  await expect(writeEdit(root, edit(root))).rejects.toMatchObject({
    exit: 'invalid',
    message: 'a.yaml is gone in the meantime; nothing was written',
    hint: 'run it again',
  })
  expect(readdirSync(root)).toEqual([])
})

test.skipIf(process.getuid?.() === 0)('a file that may not be written is not replaced', async () => {
  const root = project({})
  writeFiles(root, { 'a.yaml': 'old\n' })
  chmodSync(join(root, 'a.yaml'), 0o444)
  await expect(writeEdit(root, edit(root))).rejects.toMatchObject({ message: 'cannot write a.yaml (EACCES)' })
})
