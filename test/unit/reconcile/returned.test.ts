import { describe, expect, test } from 'vitest'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { indexDocuments } from '../../../src/reconcile/returned.ts'
import { desired, live, testWorkspace } from '../../support/builders.ts'

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

const speak = (...documents: DesiredIdentity[]) => indexDocuments(documents).speakingFor(zoe, mark)

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

  test('and by nothing else', () => {
    expect(speak(desired(other))).toEqual([])
    expect(speak({ ...desired({ ...other, file: 'identities/zoe.yaml' }), soleDocument: false })).toEqual([])
    const shared = { ...mark, shared: true as const }
    const inFile = desired({ ...other, file: 'identities/zoe.yaml' })
    expect(indexDocuments([inFile]).speakingFor(zoe, shared)).toEqual([])
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
