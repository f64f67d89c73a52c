import { expect, test } from 'vitest'
import { parse, shown } from '../../support/config.ts'

const document = (idctl: string) => `schema_id: person\ntraits: { email: a@b.c }\nidctl: ${idctl}\n`

function onCreateOf(idctl: string, defaults?: string) {
  const files = { 'a.yaml': document(idctl), ...(defaults === undefined ? {} : { '_defaults.yaml': defaults }) }
  const { documents, diagnostics } = parse(files)
  expect(shown(diagnostics)).toEqual([])
  return documents[0]?.onCreate
}

test.each([
  ['{}', undefined, undefined],
  ['{ on_create: recovery_link }', undefined, { send: 'recovery_link' }],
  ['{}', 'idctl: { on_create: { send: recovery_code, lifetime: 2h } }', { send: 'recovery_code', lifetime: '2h' }],
  [
    '{ on_create: { lifetime: 4h } }',
    'idctl: { on_create: { send: recovery_code, lifetime: 2h } }',
    { send: 'recovery_code', lifetime: '4h' },
  ],
  [
    '{ on_create: recovery_link }',
    'idctl: { on_create: { send: recovery_code, lifetime: 2h } }',
    { send: 'recovery_link' },
  ],
  ['{ on_create: null }', 'idctl: { on_create: recovery_link }', undefined],
])('%s under %j', (idctl, defaults, expected) => expect(onCreateOf(idctl, defaults)).toEqual(expected))

test('a mistake is told at its place', () => {
  const { diagnostics } = parse({ 'a.yaml': document('{ on_create: { send: recovery_link, lifetime: 7d } }') })
  expect(shown(diagnostics).join()).toContain('which has no days: write 168h')
})
