import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { expect, test } from 'vitest'
import { completionLines } from '../../../src/cli/complete.ts'
import { offerFor } from '../../../src/cli/complete-words.ts'
import { starterSchema } from '../../../src/sandbox/starter-schema.ts'
import { project } from '../../support/temp-project.ts'

const { commands } = await Config.load(fileURLToPath(new URL('../../..', import.meta.url)))
const offered = (line: string) => offerFor(line.split(' '), commands)
const words = (line: string) => {
  const offer = offered(line)
  return offer.kind === 'words' ? offer.words : offer
}

test('commands, but no hidden ones', () => {
  expect(words('')).toContain('plan')
  expect(words('')).not.toContain('complete')
  expect(words('help ')).toContain('plan')
  expect(words('help plan ')).toEqual([])
  expect(words('nobody ')).toEqual([])
})

test('flags, also those with no-, and their values', () => {
  expect(words('plan --')).toEqual(expect.arrayContaining(['--only', '--color', '--no-color', '--allow-removals']))
  expect(words('plan --format ')).toEqual(['human', 'json', 'ndjson'])
  expect(words('plan --allow-removals ')).toEqual([])
  expect(words('plan --quiet ')).toEqual([])
})

test('keys', () => {
  expect(offered('adopt ')).toEqual({ kind: 'keys', config: undefined })
  expect(offered('adopt ada bob ')).toEqual({ kind: 'keys', config: undefined })
  expect(offered('accept ada ')).toEqual({ kind: 'words', words: [] })
  expect(offered('apply --take-over ')).toEqual({ kind: 'keys', config: undefined })
  expect(offered('adopt --config=x/idctl.yaml a')).toEqual({ kind: 'keys', config: 'x/idctl.yaml' })
  expect(offered('adopt --config x/idctl.yaml a')).toEqual({ kind: 'keys', config: 'x/idctl.yaml' })
})

test('no key that would be taken for a flag', () => {
  const keys = ['--yes', '-rf', 'ada']
  const documents = keys.map(
    (key) => `traits: { email: ${key.length}@example.com }\nidctl: { key: ${JSON.stringify(key)} }\n`,
  )
  const cwd = project({
    'idctl.yaml': 'version: 1\nworkspace: acme\nidentities: people\nschema_id: person\n',
    'people/person.schema.json': JSON.stringify(starterSchema.schema),
    'people/all.yaml': documents.join('---\n'),
  })
  expect(completionLines(['adopt', ''], commands, { cwd, env: {} }, true)).toEqual(['ada'])
})

test('codes, shells and files', () => {
  expect(offered('explain ')).toEqual({ kind: 'codes' })
  expect(words('completion ')).toEqual(['bash', 'zsh', 'fish'])
  expect(offered('apply ')).toEqual({ kind: 'files' })
  expect(offered('fmt a.yaml ')).toEqual({ kind: 'files' })
  expect(offered('plan --out ')).toEqual({ kind: 'files' })
  expect(offered('plan -q --config ')).toEqual({ kind: 'files' })
})
