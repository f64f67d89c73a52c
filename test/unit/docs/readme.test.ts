import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))

test.each(['docs/guides', 'docs/reference'])('README leads to every page of %s', (folder) => {
  const readme = readFileSync(`${root}README.md`, 'utf8')
  const pages = readdirSync(`${root}${folder}`).map((name) => `${folder}/${name}`)
  expect(pages.filter((page) => !readme.includes(`(${page})`) && !readme.includes(`(${page}#`))).toEqual([])
})
