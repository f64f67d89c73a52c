import { expect, test } from 'vitest'
import { parse, shown } from '../../support/config.ts'

const document = (idctl: string) => `schema_id: person\ntraits: { email: a@b.c }\nidctl: ${idctl}\n`

function expiryOf(idctl: string, defaults?: string) {
  const files = { 'a.yaml': document(idctl), ...(defaults === undefined ? {} : { '_defaults.yaml': defaults }) }
  const { documents, diagnostics } = parse(files)
  return { problems: shown(diagnostics), expires: documents[0]?.expires }
}

const inDocument = { file: 'identities/a.yaml', line: 3 }

test.each<[string, string | undefined, object | undefined]>([
  ['{}', undefined, undefined],
  ['{ expires: 2027-01-31 }', undefined, { on: '2027-01-31', at: { ...inDocument, column: 19 } }],
  ['{ expires: "2028-02-29" }', undefined, { on: '2028-02-29', at: { ...inDocument, column: 19 } }],
  [
    '{}',
    'idctl:\n  expires: 2027-06-30\n',
    { on: '2027-06-30', at: { file: 'identities/_defaults.yaml', line: 2, column: 12 } },
  ],
  [
    '{ expires: 2026-12-31 }',
    'idctl: { expires: 2027-06-30 }',
    { on: '2026-12-31', at: { ...inDocument, column: 19 } },
  ],
  ['{ expires: null }', 'idctl: { expires: 2027-06-30 }', undefined],
])('%s under %j', (idctl, defaults, expires) => {
  expect(expiryOf(idctl, defaults)).toEqual({ problems: [], expires })
})

test('a slip in the year is a mistake at its line, not a removal', () => {
  const early = 'IDC213 a.yaml:3:19 `idctl.expires` must not be before the year 2000'
  expect(expiryOf('{ expires: 0227-01-31 }').problems).toEqual([early])
  expect(expiryOf('{ expires: 1999-12-31 }').problems).toEqual([early])
  expect(expiryOf('{ expires: 2000-01-01 }').problems).toEqual([])
  const far = (today: string) => shown(parse({ 'a.yaml': document('{ expires: 2207-01-31 }') }, { today }).diagnostics)
  expect(far('2026-11-28')).toEqual(['IDC213 a.yaml:3:19 `idctl.expires` must be at most 50 years away'])
  expect(far('2157-01-31')).toEqual([])
})

const notADay = 'IDC213 a.yaml:3:19 `idctl.expires` must be a day that exists, like 2027-01-31'

test.each([
  ['2027-02-29', notADay],
  ['2027-13-01', notADay],
  ['2027-1-31', notADay],
  ['2027-01-31T00:00:00Z', notADay],
  ['"31.01.2027"', notADay],
  ['""', notADay],
  ['20270131', 'IDC213 a.yaml:3:19 `idctl.expires` must be a day that exists, like 2027-01-31'],
  ['"${env:IDCTL_DOC_END}"', 'IDC306 a.yaml:3:19 a reference is not allowed in `idctl` here'],
])('no day: %s', (text, problem) => {
  expect(expiryOf(`{ expires: ${text} }`).problems).toEqual([problem])
})

test('it belongs below idctl', () => {
  const { diagnostics } = parse({ 'a.yaml': 'schema_id: person\ntraits: {}\nexpires: 2027-01-31\n' })
  expect(diagnostics).toMatchObject([{ code: 'IDC212', hint: 'it belongs below idctl: idctl: { expires: … }' }])
})
