import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { checkDocuments } from '../../src/pipeline.ts'
import { runsOf } from '../support/depth.ts'
import { emailTrait } from '../support/schemas.ts'
import { project } from '../support/temp-project.ts'

const schema = {
  properties: {
    traits: {
      type: 'object',
      additionalProperties: false,
      properties: {
        emails: { type: 'array', items: emailTrait() },
        roles: { type: 'array', items: { enum: ['admin', 'reader', 'writer'] } },
        tags: { type: 'array', uniqueItems: true, maxItems: 9 },
        homes: {
          type: 'array',
          items: {
            type: 'object',
            required: ['zip'],
            additionalProperties: false,
            properties: { zip: { type: 'string' } },
          },
        },
      },
    },
  },
}

const config = 'version: 1\nworkspace: acme\nschema_id: person\n'
const other =
  'traits:\n  emails:\n    - taken@example.com\nidctl: { key: other }\ncredentials: { oidc: { providers: [{ provider: g, subject: taken }] } }\n'

interface Kind {
  readonly code: string
  readonly file?: 'idctl.yaml'
  /** Keys above the list, outermost first. */
  readonly above: readonly string[]
  /** What else the document needs. */
  readonly beside?: string
  readonly good: (index: number) => string
  readonly bad: string
}

const emails = { above: ['traits', 'emails'], good: (index: number) => `u${index}@example.com` }
const declared = (list: string) => ({
  above: [list],
  beside: `traits: { emails: [${[0, 1, 2, 3, 4, 5].map((index) => `u${index}@example.com`).join(', ')}] }`,
  good: (index: number) => `{ via: email, value: u${index}@example.com }`,
})
const links = {
  above: ['credentials', 'oidc', 'providers'],
  good: (index: number) => `{ provider: g, subject: s${index} }`,
}
const previously = { above: ['idctl', 'previously'], good: (index: number) => `former-${index}` }
const homes = { above: ['traits', 'homes'], good: () => '{ zip: "01234" }' }
const anything = { above: ['metadata_public', 'list'], good: (index: number) => `word-${index}` }

/** Everything that can be wrong with one item. */
const kinds: Readonly<Record<string, Kind>> = {
  'no address': { ...emails, code: 'IDC410', bad: 'nobody' },
  'an empty address': { ...emails, code: 'IDC410', bad: '""' },
  'an address of another document': { ...emails, code: 'IDC406', bad: 'TAKEN@example.com' },
  'an item of another type': { ...emails, code: 'IDC410', bad: '{ a: 1 }' },
  'a reference that is not set': { ...emails, code: 'IDC303', bad: '"${env:IDCTL_DOC_GONE}"' },
  'a reference that is none': { ...emails, code: 'IDC301', bad: '"${HOME}"' },
  'an unknown word': { above: ['traits', 'roles'], good: () => 'admin', code: 'IDC410', bad: 'raeder' },
  'a second one': { above: ['traits', 'tags'], good: (index) => `t${index}`, code: 'IDC410', bad: 't9\n    - t9' },
  'an unknown key in an item': { ...homes, code: 'IDC411', bad: '{ zip: "1", street: x }' },
  'a missing key in an item': { ...homes, code: 'IDC412', bad: '{}' },
  'a wrong value in an item': { ...homes, code: 'IDC410', bad: '{ zip: 1 }' },
  'a number that is none': { ...anything, code: 'IDC206', bad: '0042' },
  'a tag': { ...anything, code: 'IDC207', bad: '!secret x' },
  'an alias': { ...anything, code: 'IDC208', bad: '*gone' },
  'a NUL character': { ...anything, code: 'IDC210', bad: '"a\\0"' },
  'a declared address that no trait yields': {
    ...declared('verifiable_addresses'),
    code: 'IDC415',
    bad: '{ via: email, value: x@example.com }',
  },
  'a declared address without via': {
    ...declared('verifiable_addresses'),
    code: 'IDC213',
    bad: '{ value: u0@example.com }',
  },
  'a recovery address that no trait yields': {
    ...declared('recovery_addresses'),
    code: 'IDC415',
    bad: '{ via: email, value: x@example.com }',
  },
  'an unknown key of an address': {
    ...declared('recovery_addresses'),
    code: 'IDC212',
    bad: '{ via: email, value: u5@example.com, id: x }',
  },
  'a link without subject': { ...links, code: 'IDC213', bad: '{ provider: g }' },
  'a link of another document': { ...links, code: 'IDC406', bad: '{ provider: g, subject: taken }' },
  'a former key of another document': { ...previously, code: 'IDC407', bad: 'other' },
  'a former login identifier of another document': { ...previously, code: 'IDC407', bad: 'taken@example.com' },
  'a former key that is no text': { ...previously, code: 'IDC213', bad: '{}' },
  'a folder that is not there': {
    file: 'idctl.yaml',
    above: ['identities'],
    good: (index) => `folder-${index}`,
    code: 'IDC105',
    bad: 'gone',
  },
  'a folder that is no text': {
    file: 'idctl.yaml',
    above: ['identities'],
    good: (index) => `folder-${index}`,
    code: 'IDC102',
    bad: '5',
  },
  'a pointer that is none': {
    file: 'idctl.yaml',
    above: ['sensitive'],
    good: (index) => `/traits/t${index}`,
    code: 'IDC102',
    bad: 'traits/x',
  },
  'a pattern that is no text': {
    file: 'idctl.yaml',
    above: ['references', 'env'],
    good: (index) => `V${index}`,
    code: 'IDC102',
    bad: '5',
  },
}

function listOf({ above, good, bad }: Kind, before: number, after: number): { text: string; line: number } {
  const head = above.map((key, depth) => `${'  '.repeat(depth)}${key}:`)
  const item = (text: string) => `    - ${text}`
  const lines = [
    ...head,
    ...Array.from({ length: before }, (_, index) => item(good(index))),
    item(bad),
    ...Array.from({ length: after }, (_, index) => item(good(before + index))),
  ]
  // Of two equal items the later one is told.
  return { text: `${lines.join('\n')}\n`, line: head.length + before + bad.split('\n').length }
}

describe('a wrong item of a list is told at its own line', () => {
  test.each(Object.entries(kinds))('%s', (_, kind) => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(1), fc.nat(3), (before, after, above) => {
        const { text, line } = listOf(kind, before, after)
        const comments = '# a line\n'.repeat(above)
        const own = `${comments}${text}${kind.beside ?? ''}\n`
        const named =
          kind.above[0] === 'idctl' ? own.replace('idctl:\n', 'idctl:\n  key: one\n') : `${own}idctl: { key: one }\n`
        const folders = Object.fromEntries([0, 1, 2, 3, 4, 5].map((index) => [`folder-${index}/.keep`, '']))
        const root = project({
          'identities/.keep': '',
          'identities/person.schema.json': JSON.stringify(schema),
          ...folders,
          ...(kind.file === undefined
            ? { 'idctl.yaml': config, 'identities/a.yaml': other, 'identities/b.yaml': named }
            : { 'idctl.yaml': `${own}${config}` }),
        })
        const loaded = loadConfig({ cwd: root, variables: {}, offline: true })
        const found = loaded.config === undefined ? loaded.diagnostics : checkDocuments(loaded.config, {}).diagnostics
        const moved = kind.above[0] === 'idctl' ? 1 : 0
        expect(found.map(({ code, at }) => [code, at?.file, at?.line])).toEqual([
          [kind.code, kind.file ?? 'identities/b.yaml', line + above + moved],
        ])
      }),
      { numRuns: runsOf({ quick: 3, deep: 50 }) },
    )
  })
})
