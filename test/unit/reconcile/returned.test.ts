import { describe, expect, test } from 'vitest'
import { digestOf } from '../../../src/model/digest.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { nameLeaves } from '../../../src/reconcile/evidence/name-leaves.ts'
import { indexDocuments } from '../../../src/reconcile/evidence/returned.ts'
import { desired, live, policy, testWorkspace } from '../../support/builders.ts'

const mark: Mark = {
  v: 1,
  workspace: testWorkspace,
  key: 'emp-7',
  origin: 'identities/zoe.yaml',
  made: 'created',
  fields: {},
}
const zoe: LiveIdentity = {
  ...live({ traits: { email: 'zoe@example.com' }, mark }),
  external_id: 'hr-7',
  credentials: { password: ['zoe@example.com'], oidc: ['google:7'] },
}
const other = { key: 'other', traits: { email: 'other@example.com' } }
const google = { providers: [{ provider: 'google', subject: '7' }] }

const names = nameLeaves(policy().schemas, undefined)
const named = (file: string, first: string, last: string): DesiredIdentity => ({
  ...desired({ file: `identities/${file}`, traits: { email: 'other@example.com', name: { first, last } } }),
  soleDocument: false,
})

const speak = (...documents: DesiredIdentity[]) => indexDocuments(documents, names).speakingFor(zoe, mark)

describe('a document could be that of somebody who has none', () => {
  test.each<[string, DesiredIdentity]>([
    ['its key', desired({ ...other, key: 'emp-7' })],
    ['the key as external_id', desired({ ...other, external_id: 'emp-7' })],
    ['its external_id', desired({ ...other, external_id: 'hr-7' })],
    ['its external_id as key', desired({ ...other, key: 'hr-7' })],
    ['a former key', desired({ ...other, previously: ['emp-7'] })],
    ['a former address', desired({ ...other, previously: ['Zoe@Example.com'] })],
    ['its login identifier', desired({ ...other, traits: { email: ' ZOE@example.com' } })],
    ['its link', desired({ ...other, credentials: { oidc: google } })],
    ['its file', desired({ ...other, file: 'identities/zoe.yaml' })],
  ])('by %s', (_, document) => {
    expect(speak(document)).not.toEqual([])
    expect(speak(desired(other), document)).toEqual(speak(document))
  })

  test('a part of the names only where few of its file have it', () => {
    const families = (size: number) =>
      Array.from({ length: size }, (_, index) => named('zoe.yaml', `First${index}`, 'Quill'))
    const called = { ...mark, shared: true as const, fields: { '/traits/name/last': digestOf('Quill') } }
    const say = (size: number) => indexDocuments(families(size), names).speakingFor(zoe, called).length
    expect([say(1), say(2000)]).toEqual([1, 0])
  })

  test('and by nothing else', () => {
    expect(speak(desired(other))).toEqual([])
    expect(speak({ ...desired({ ...other, file: 'identities/zoe.yaml' }), soleDocument: false })).toEqual([])
    const shared = { ...mark, shared: true as const }
    const inFile = desired({ ...other, file: 'identities/zoe.yaml' })
    expect(indexDocuments([inFile], names).speakingFor(zoe, shared)).toEqual([])
  })

  test.each<[string, DesiredIdentity, boolean]>([
    ['all names, wherever they are', named('other.yaml', 'Zoe', 'Quill'), true],
    ['some of the names elsewhere', named('other.yaml', 'Zoe', 'Byron'), false],
    ['one of the names in its file', named('zoe.yaml', 'Zoe', 'Byron'), true],
    ['a word of a name in its file', named('zoe.yaml', 'Bea', 'Quill-Byron'), true],
    ['other names in its file', named('zoe.yaml', 'Bea', 'Byron'), false],
  ])('by %s', (_, document, speaks) => {
    const fields = { '/traits/name/first': digestOf('Zoe'), '/traits/name/last': digestOf('Quill') }
    const written = { ...mark, shared: true as const, fields }
    const called = { ...zoe, traits: { email: 'zoe@example.com', name: { first: 'Zoe', last: 'Quill' } } }
    const index = indexDocuments([document], names)
    expect(index.speakingFor(called, written).length > 0).toBe(speaks)
    // What people made of their own name says nothing for them, and what idctl wrote goes on to.
    const renamed = { ...called, traits: { email: 'zoe@example.com', name: { first: 'Bea', last: 'Byron' } } }
    const isByWord = document.fields['/traits/name/last']?.value === 'Quill-Byron'
    expect(index.speakingFor(renamed, written).length > 0).toBe(speaks && !isByWord)
  })

  test('one that spoke for it before is told from one that came since, and from one that says more', () => {
    const namesake = desired({ ...other, traits: { email: 'zoe@example.com' } })
    const known = speak(namesake)
    const isNew = (...documents: DesiredIdentity[]) => speak(...documents).some((one) => !known.includes(one))
    expect(isNew(namesake)).toBe(false)
    expect(isNew(namesake, desired({ key: 'third', traits: { email: 'third@example.com' } }))).toBe(false)
    expect(isNew(namesake, desired({ key: 'third', external_id: 'hr-7', traits: {} }))).toBe(true)
    expect(isNew({ ...namesake, previously: ['emp-7'] })).toBe(true)
    const at = { file: 'a', line: 1, column: 1 }
    expect(isNew({ ...namesake, expires: { on: '2070-01-01', at } })).toBe(true)
  })
})
