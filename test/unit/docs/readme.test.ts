import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

test('README leads to every guide', () => {
  const readme = readFileSync(`${root}README.md`, 'utf8')
  const guides = readdirSync(`${root}docs/guides`).map((name) => `docs/guides/${name}`)
  expect(guides.filter((guide) => !readme.includes(`(${guide})`) && !readme.includes(`(${guide}#`))).toEqual([])
})
