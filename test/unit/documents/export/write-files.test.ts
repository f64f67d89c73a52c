import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFiles } from '../../../../src/documents/export/write-files.ts'
import { told } from '../../../../src/model/told.ts'
import { project } from '../../../support/temp-project.ts'

const never = new AbortController().signal
const file = (name: string, text = `key: ${name}\n`) => ({
  file: name,
  text,
  documents: [{ id: `id of ${name}`, key: name, unsaid: [] }],
})

test('writes what is not there, for its owner only, and leaves what is there', async () => {
  const root = project({ 'out/b.yaml': 'mine\n', 'out/c.yaml': 'key: out/c.yaml\n' })
  mkdirSync(join(root, 'out/d.yaml'))
  symlinkSync('nowhere', join(root, 'out/e.yaml'))
  const names = ['out/x/a.yaml', 'out/b.yaml', 'out/c.yaml', 'out/d.yaml', 'out/e.yaml']
  const written = await writeFiles(
    root,
    'out',
    names.map((name) => file(name)),
    never,
  )
  expect(written.documents.map(({ file: name, outcome }) => [name, outcome])).toEqual([
    ['out/x/a.yaml', 'written'],
    ['out/c.yaml', 'same'],
  ])
  expect(written.left.map(({ file: name, code }) => [name, code])).toEqual([
    ['out/b.yaml', 'IDC242'],
    ['out/d.yaml', 'IDC242'],
    ['out/e.yaml', 'IDC242'],
  ])
  expect(readFileSync(join(root, 'out/b.yaml'), 'utf8')).toBe('mine\n')
  expect(statSync(join(root, 'out/x/a.yaml')).mode & 0o777).toBe(0o600)
  expect(statSync(join(root, 'out/x')).mode & 0o777).toBe(0o700)
  expect(readdirSync(join(root, 'out/x'))).toEqual(['a.yaml'])
})

test('no link leads it out of the folder', async () => {
  const root = project({ 'out/.keep': '', 'elsewhere/.keep': '' })
  symlinkSync('../elsewhere', join(root, 'out/x'))
  await expect(writeFiles(root, 'out', [file('out/x/a.yaml')], never)).rejects.toMatchObject({ exit: 'error' })
  expect(existsSync(join(root, 'elsewhere/a.yaml'))).toBe(false)
})

test('a stop ends it between two files', async () => {
  const root = project({})
  const written = await writeFiles(root, '.', [file('a.yaml')], AbortSignal.abort())
  expect(written).toEqual({ documents: [], left: [], interrupted: true })
})

test('what cannot be written is a failure that says what is done', async () => {
  const root = project({ block: '' })
  writeFileSync(join(root, 'block'), '')
  const first = writeFiles(root, '.', [file('block/a.yaml')], never)
  await expect(first).rejects.toMatchObject({ exit: 'error', hint: 'nothing was written' })
  const second = writeFiles(root, '.', [file('a.yaml'), file('block/a.yaml')], never)
  await expect(second).rejects.toMatchObject({ exit: 'incomplete', message: expect.stringContaining('block/a.yaml') })
})

test('where something follows the files, the failure says what goes on instead', async () => {
  const root = project({ block: '' })
  const files = [file('a.yaml'), file('block/a.yaml')]
  const failed = writeFiles(root, '.', files, never, told`nobody was adopted`)
  await expect(failed).rejects.toMatchObject({
    exit: 'incomplete',
    hint: '1 documents were written before; nobody was adopted',
  })
})
