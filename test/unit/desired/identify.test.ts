import { describe, expect, it } from 'vitest'
import { identifyDocuments } from '../../../src/desired/judge/identify.ts'
import type { DesiredDocument, ManagedField } from '../../../src/model/identity.ts'
import { documentOf, schemas } from './documents.ts'

function problemsOf(...documents: DesiredDocument[]) {
  return identifyDocuments(documents, schemas).diagnostics.map(({ code, summary, at, related }) => ({
    code,
    summary,
    at: `${at?.file}:${at?.line}`,
    ...(related === undefined ? {} : { related: related.map(({ file, line }) => `${file}:${line}`) }),
  }))
}

describe('the key of a document', () => {
  it.each([
    [documentOf('a', { '/traits/email': 'Ann@X.org', '/external_id': 'e1' }, { givenKey: 'ann' }), 'ann', 'idctl.key'],
    [documentOf('a', { '/traits/email': 'Ann@X.org', '/external_id': 'e1' }), 'e1', 'external_id'],
    [documentOf('a', { '/traits/email': 'Ann@X.org', '/external_id': null }), 'ann@x.org', 'identifier'],
    [documentOf('a', { '/traits/phone': '+1 650-253-0000' }), '+16502530000', 'identifier'],
    [documentOf('a', { '/traits/phone': '+16502530000', '/traits/email': 'a@b' }), 'a@b', 'identifier'],
  ])('%#', (document, key, keyFrom) => {
    expect(identifyDocuments([document], schemas)).toMatchObject({ identities: [{ key, keyFrom }], diagnostics: [] })
  })

  it('is never an identifier from a reference', () => {
    const document = documentOf('a', { '/traits/email': 'Ann@X.org', '/traits/phone': '+16502530000' })
    const email = { ...document.fields['/traits/email'], reference: '${env:IDCTL_DOC_MAIL}' } as ManagedField
    const hidden = { ...document, fields: { ...document.fields, '/traits/email': email } }
    const summary = '/traits/email from a reference would be shown as the key of the identity'
    expect(problemsOf(hidden)).toEqual([{ code: 'IDC306', summary, at: 'a:3' }])
    expect(JSON.stringify(identifyDocuments([hidden], schemas))).not.toMatch(/ann@x/i)
    expect(problemsOf({ ...hidden, givenKey: 'ann' })).toEqual([])
    const phone = { ...document.fields['/traits/phone'], reference: '${env:IDCTL_DOC_PHONE}' } as ManagedField
    expect(problemsOf({ ...document, fields: { ...document.fields, '/traits/phone': phone } })).toEqual([])
  })

  it('is an error where there is none', () => {
    const summary = 'the document has no key: no idctl.key, no external_id, and its traits yield no login identifier'
    expect(problemsOf(documentOf('a', { '/traits/name/first': 'Ann' }))).toEqual([
      { code: 'IDC404', summary, at: 'a:1' },
    ])
  })

  it('is not what is said where a value is no identifier: the value is', () => {
    const problems = problemsOf(documentOf('a', { '/traits/email': '', '/traits/shoe': 1 }))
    const places = problems.map(({ code, at }) => `${code} ${at}`)
    expect(places.toSorted()).toEqual(['IDC410 a:3', 'IDC411 a:4'])
  })
})

describe('the schema of a document', () => {
  it.each([
    ['persn', 'IDC403', 'there is no identity schema "persn"', 'did you mean "person"? (known are person, broken)'],
    ['other', 'IDC403', 'there is no identity schema "other"', 'known are person, broken'],
    ['broken', 'IDC401', 'the identity schema "broken" cannot be used', undefined],
  ])('%s', (id, code, summary, hint) => {
    const { identities, diagnostics } = identifyDocuments([documentOf('a', { '/schema_id': id })], schemas)
    expect(identities).toEqual([])
    expect(diagnostics).toEqual([
      {
        severity: 'error',
        code,
        summary,
        ...(hint === undefined ? {} : { hint }),
        at: { file: 'a', line: 2, column: 3 },
      },
    ])
  })
})

describe('what two documents claim', () => {
  it('tells one login identifier once, at both places, without its value', () => {
    const documents = [
      documentOf('a.yaml', { '/traits/email': 'canary@example.com' }),
      documentOf('b.yaml', { '/external_id': 'e1', '/traits/email': 'CANARY@example.com' }),
    ]
    expect(problemsOf(...documents)).toEqual([
      {
        code: 'IDC406',
        summary: 'the document at a.yaml:3 has the same login identifier (password)',
        at: 'b.yaml:4',
        related: ['a.yaml:3'],
      },
    ])
    expect(JSON.stringify(identifyDocuments(documents, schemas).diagnostics)).not.toMatch(/canary/i)
  })

  it.each([
    [
      'a phone in two spellings',
      { '/traits/phone': '+1 650-253-0000' },
      { '/traits/phone': '+16502530000' },
      'login identifier (code)',
    ],
    ['an external_id', { '/external_id': 'e1' }, { '/external_id': 'e1' }, 'external_id'],
  ])('%s', (_name, first, second, words) => {
    expect(problemsOf(documentOf('a', first), documentOf('b', second))).toEqual([
      { code: 'IDC406', summary: `the document at a:3 has the same ${words}`, at: 'b:3', related: ['a:3'] },
    ])
  })

  it('tells equal keys', () => {
    const twice = [documentOf('a', {}, { givenKey: 'x' }), documentOf('b', {}, { givenKey: 'x' })]
    expect(problemsOf(...twice)).toEqual([
      { code: 'IDC405', summary: 'the document at a:1 has the same key', at: 'b:1', related: ['a:1'] },
    ])
  })

  it('lets external_ids differ by case, and types share a text', () => {
    const documents = [documentOf('a', { '/external_id': 'e1' }), documentOf('b', { '/external_id': 'E1' })]
    expect(problemsOf(...documents)).toEqual([])
  })
})

describe('idctl.previously', () => {
  const ann = documentOf('ann', { '/traits/email': 'ann@x.org' }, { givenKey: 'ann' })

  it.each([['ann'], ['ANN@X.org'], ['ann@x.org']])('must not name another document: %s', (former) => {
    expect(problemsOf(ann, documentOf('bob', { '/traits/email': 'bob@x.org' }, { previously: [former] }))).toEqual([
      {
        code: 'IDC407',
        summary: 'idctl.previously names the key or a login identifier of the document at ann:1',
        at: 'bob:1',
        related: ['ann:1'],
      },
    ])
  })

  it('must not be the same in two documents', () => {
    const documents = ['a', 'b'].map((file) => documentOf(file, {}, { givenKey: file, previously: ['old'] }))
    expect(problemsOf(...documents)).toMatchObject([{ code: 'IDC407', at: 'b:1', related: ['a:1'] }])
  })

  it('may name what nobody has', () => {
    expect(
      problemsOf(ann, documentOf('bob', { '/traits/email': 'bob@x.org' }, { previously: ['robert@x.org'] })),
    ).toEqual([])
  })
})
