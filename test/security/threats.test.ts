import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const rows = readFileSync(`${root}/SECURITY.md`, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|') && !line.startsWith('| Threat') && !line.startsWith('|---'))

test('there are threats of every kind', () => {
  expect(rows.length).toBeGreaterThan(30)
})

test.each(rows)('%s', (row) => {
  const [, file = '', name = ''] = /`(test\/[^`]+)`: "(.+)" \|$/.exec(row) ?? []
  expect(existsSync(`${root}/${file}`) && name !== '', 'a row ends with the file and the name of a test').toBe(true)
  const text = readFileSync(`${root}/${file}`, 'utf8')
  if (file.endsWith('.yaml')) expect(text).toMatch(new RegExp(`^about: .*${name}`, 'm'))
  else expect(namesOf(text)).toContain(name)
})

/** Texts that name a test, a group of tests, or a row of a table of tests. */
function namesOf(source: string): string[] {
  const named = /(?:\b(?:test|it|describe|story)\b[^'"`\n]*\(\s*|^\s*\[\s*|\)\(\s*)(['"`])((?:(?!\1).)*)\1/gm
  return [...source.matchAll(named)].map(([, , name = '']) => name.replaceAll('\\', ''))
}
