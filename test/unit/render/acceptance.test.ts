import { expect, test } from 'vitest'
import type { Acceptance } from '../../../src/model/acceptance.ts'
import { renderAcceptance, renderWritten } from '../../../src/render/human/acceptance.ts'
import { renderAcceptanceJson } from '../../../src/render/json.ts'
import { shownAcceptance } from '../../../src/render/masking/shown-acceptance.ts'
import { plainStyle } from '../../../src/render/style.ts'

const at = { file: 'identities/a.yaml', line: 3, column: 5 }
const acceptance: Acceptance = shownAcceptance({
  target: 'http://kratos',
  workspace: 'acme',
  key: 'ada\u001b[2J',
  origin: { ...at, line: 1 },
  accepted: [
    { path: '/traits/name', at, before: 'Ada\u202e', after: ['x'], sensitive: false },
    { path: '/metadata_public/a', at, before: 1, sensitive: false, note: 'live has none' },
    { path: '/traits/phone', at, before: 'CANARY-1', after: 'CANARY-2', sensitive: true },
    {
      path: '/verifiable_addresses/email:CANARY@example.com/verified',
      at,
      before: true,
      after: false,
      sensitive: true,
    },
  ],
  notes: ['the key changes'],
  diagnostics: [],
})

test('each leaf has its line, and nothing sensitive or unprintable is shown', () => {
  expect(renderAcceptance(acceptance, plainStyle, () => undefined)).toBe(`Workspace acme on http://kratos

ada\\u001b[2J  identities/a.yaml:1
    /traits/name: "Ada\\u202e" → ["x"] (line 3)
    /metadata_public/a: 1 → (absent) (line 3)
        note: live has none
    /traits/phone: (sensitive) → (sensitive) (line 3)
    /verifiable_addresses/email:(sensitive)/verified: (sensitive) → (sensitive) (line 3)
    note: the key changes
`)
  expect(renderWritten(acceptance)).toBe('\nAccept: 4 values written into identities/a.yaml.\n')
})

test('no line is wider than the terminal', () => {
  const long = Array.from({ length: 30 }, (_, index) => `role-${index}`)
  const [field] = acceptance.accepted
  const accepted = [{ ...field, path: `/traits/${'x'.repeat(80)}`, at, sensitive: false, before: long, after: [] }]
  const notes = ['the key of the document changes with its login identifier; it is the same account']
  const text = renderAcceptance({ ...acceptance, accepted, notes }, { ...plainStyle, width: 60 }, () => undefined)
  expect(text.split('\n').filter((line) => line.length > 60)).toEqual([])
  expect(text).toContain(
    '\n    note: the key of the document changes with its login\n      identifier; it is the same account\n',
  )
})

test('for machines, too', () => {
  const text = renderAcceptanceJson(acceptance, true)
  expect(text).not.toContain('CANARY')
  expect(JSON.parse(text)).toMatchObject({
    format_version: 1,
    written: true,
    accepted: [
      { key: 'ada\u001b[2J', path: '/traits/name', file: 'identities/a.yaml', line: 3, after: ['x'] },
      { path: '/metadata_public/a', before: 1, note: 'live has none' },
      { path: '/traits/phone', before: '(sensitive)', after: '(sensitive)', sensitive: true },
      { path: '/verifiable_addresses/email:(sensitive)/verified' },
    ],
  })
})
