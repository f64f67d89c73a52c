import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { namesIn } from '../../../src/cli/named-people.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'idctl-names-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function listed(text: string | Uint8Array): readonly string[] | undefined {
  const file = join(folder, 'keys.txt')
  writeFileSync(file, text)
  return namesIn([], file)?.keys
}

test.each<[string, string, readonly string[]]>([
  ['line breaks of any system', 'ada\nbob\r\neve', ['ada', 'bob', 'eve']],
  ['a byte order mark', '\ufeffada\r\n', ['ada']],
  ['blank lines and duplicates', '\n \nada\n\t\nada\n', ['ada']],
  ['white space that another key may lack', 'ada \n bob\n', ['ada ', ' bob']],
  ['what is no comment and no glob, but a key', '# ada\n*\nteam[1]\n', ['# ada', '*', 'team[1]']],
])('a file with %s', (_, text, keys) => {
  expect(listed(text)).toEqual(keys)
  expect(namesIn([], join(folder, 'keys.txt'))?.globs).toEqual([])
})

test('a file that names nobody, or is none, is wrong usage', () => {
  expect(() => listed('\n  \n')).toThrow('names nobody')
  expect(() => namesIn([], join(folder, 'none.txt'))).toThrow('ENOENT')
  expect(() => namesIn([], folder)).toThrow('the file of --from')
})

test('words are keys, or globs if they have a sign of one', () => {
  expect(namesIn(['ada', 'ada', 'x*', 'team[1]'], undefined)).toEqual({ keys: ['ada'], globs: ['x*', 'team[1]'] })
  expect(namesIn([], undefined)).toBeUndefined()
})
