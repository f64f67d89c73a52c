import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { profiles } from '../../../src/sandbox/profiles.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))

test.each(['docs/guides', 'docs/reference'])('README leads to every page of %s', (folder) => {
  const readme = readFileSync(`${root}README.md`, 'utf8')
  const names = readdirSync(`${root}${folder}`).filter((name) => name.endsWith('.md'))
  const pages = names.map((name) => `${folder}/${name}`)
  expect(pages.filter((page) => !readme.includes(`(${page})`) && !readme.includes(`(${page}#`))).toEqual([])
})

test('README names the versions that are supported', () => {
  const readme = readFileSync(`${root}README.md`, 'utf8')
  const { engines } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
  expect(readme).toContain(`Node ${engines.node.replace('>=', '')} or newer`)
  const released = Object.keys(profiles)
    .filter((name) => name !== 'network')
    .map((name) => name.replace(/\.\d+$/, ''))
  expect(released.filter((version) => !readme.includes(version))).toEqual([])
  expect(readme).toMatch(/^npm install .*idctl/m)
})
