import { expect, test } from 'vitest'
import type { Exported } from '../../../src/model/exported.ts'
import { present } from '../../../src/model/present.ts'
import { renderExported } from '../../../src/render/human/exported.ts'
import { createMasking } from '../../../src/render/masking/masking.ts'
import { shownExported } from '../../../src/render/masking/shown-exported.ts'
import { plainStyle } from '../../../src/render/style.ts'

const exported: Exported = {
  target: 'prod',
  workspace: 'acme',
  documents: [
    {
      key: 'ada',
      id: 'id-1',
      file: 'a.yaml',
      outcome: 'written',
      unsaid: [{ path: '/traits/nick\u001b', why: 'null' }],
    },
    { key: 'bob', id: 'id-2', file: 'b.yaml', outcome: 'same', unsaid: [{ path: '/traits/nick\u001b', why: 'null' }] },
  ],
  left: [
    ...Array.from({ length: 12 }, (_, index) => ({
      id: `id-x${index}`,
      code: 'IDC241' as const,
      why: 'no name',
      hint: 'give one',
    })),
    { id: 'id-y', key: 'yan', file: 'y.yaml', code: 'IDC242', why: 'another file is in its place' },
  ],
  passed: { documented: 3, foreign: 1, disabled: 2, managed: 0, undocumented: 0 },
  next: 'plan',
  interrupted: false,
  diagnostics: [],
}
const render = (one: Exported) => renderExported(one, plainStyle, () => undefined)

test('causes are told once, and only counts that are not zero', () => {
  const text = render(exported)
  expect(text.match(/no name/g)).toHaveLength(1)
  expect(text).toContain('  … 2 more like these; --json lists all\n    IDC241: no name\n    hint: give one\n')
  expect(text).toContain('x left out  yan  id-y  y.yaml\n')
  expect(text).toContain('/traits/nick\\u001b (2)')
  expect(text).toMatch(
    /Export: 1 document written, 1 there already, 13 left out, 3 with a document in the folder, 1 of another workspace, 2 disabled, as their documents are gone\.\nNext: `idctl plan --summary`\n$/,
  )
  const quiet = { documented: 0, foreign: 0, disabled: 0, managed: 0, undocumented: 0 }
  expect(render({ ...exported, documents: [], left: [], passed: quiet })).toMatch(
    /\n\nExport: 0 documents written\.\n$/,
  )
})

const managed = { documented: 0, foreign: 0, disabled: 0, managed: 4 }
test.each<[what: string, passed: Exported['passed'], isUpdate: boolean, told: string]>([
  ['some have no document', { ...managed, undocumented: 1 }, false, 'exports those of them who have no'],
  ['all have one', { ...managed, undocumented: 0 }, false, ''],
  ['an update, and some have one', { ...managed, undocumented: 3 }, true, '--update --managed` updates their'],
  ['an update, and nobody has one', { ...managed, undocumented: 4 }, true, 'Next: `idctl export --managed` exports'],
])('who is managed is offered only what would write something: %s', (_, passed, isUpdate, told) => {
  const update = isUpdate ? { values: [], missing: [] } : undefined
  const text = render({ ...exported, documents: [], left: [], passed, ...present({ update }) })
  expect(text.includes('Next: `idctl export')).toBe(told !== '')
  expect(text).toContain(told)
})

test('an update says that the key of a document changes, as accept does', () => {
  const note = 'the key of the document changes with its login identifier; it is the same account'
  const at = { file: 'a.yaml', line: 3, column: 5 }
  const fields = Array.from({ length: 12 }, (_, index) => {
    return { path: `/traits/t${index}`, at, before: 1, after: 2, sensitive: false }
  })
  const ada = {
    key: 'new@x.example',
    id: 'id-1',
    file: 'a.yaml',
    outcome: 'updated',
    unsaid: [],
    notes: [note],
  } as const
  const text = render({ ...exported, documents: [{ ...ada, fields }] })
  expect(text).toContain(`~ update  new@x.example  a.yaml\n    /traits/t0: 1 → 2 (line 3)\n`)
  expect(text).toContain(`    … 2 more values; --json lists all\n    note: ${note}\n`)
  const masked = shownExported(
    { ...exported, documents: [{ ...ada, fields }] },
    createMasking(Buffer.from('k'.repeat(32))),
  )
  expect(JSON.stringify(masked)).not.toContain('login identifier')
})

test('what is interrupted ends with how it goes on, and with nothing else to do', () => {
  expect(render({ ...exported, interrupted: true })).toMatch(
    /\nExport: 1 document written, .*\nInterrupted: the same command goes on with the others\.\n$/,
  )
})

test('a mistake in the folder is all that is told', () => {
  const text = render({
    ...exported,
    diagnostics: [{ severity: 'error', code: 'IDC540', summary: 'nobody has it' }],
  })
  expect(text).toBe('error IDC540: nobody has it\n\n1 error; nothing was written.\n')
})

test('masked, it says nothing of anybody', () => {
  const masked = shownExported(exported, createMasking(Buffer.from('k'.repeat(32))))
  const text = JSON.stringify(masked) + render(masked)
  for (const word of ['ada', 'bob', 'yan', 'id-', '.yaml', 'nick', 'no name']) {
    expect(text.replaceAll(/"?(?:key|id|file|name)-[0-9a-z]{16}/g, '')).not.toContain(word)
  }
  expect(masked.left.map(({ code }) => code)).toEqual(exported.left.map(({ code }) => code))
})

test('a user name of any length takes one line', () => {
  const key = `${'x'.repeat(100_000)}@example.com`
  const text = renderExported(
    { ...exported, left: [{ id: 'id-z', key, code: 'IDC241', why: 'w' }] },
    plainStyle,
    () => undefined,
  )
  expect(text).toMatch(/x left out {2}x+…x*@example\.com {2}id-z\n/)
  expect(text.length).toBeLessThan(1000)
})

test('no line is wider than the terminal', () => {
  const long = 'x'.repeat(300)
  const left = [{ id: 'id-z', key: long, file: long, code: 'IDC241' as const, why: `why ${long}`, hint: long }]
  const documents = [
    {
      key: 'k',
      id: 'i',
      file: 'f',
      outcome: 'written' as const,
      unsaid: [{ path: `/traits/${long}`, why: 'null' as const }],
    },
  ]
  const text = renderExported({ ...exported, left, documents }, { ...plainStyle, width: 60 }, () => undefined)
  expect(text.split('\n').filter((line) => line.length > 60 && !line.startsWith('Export: '))).toEqual([])
})
