import { describe, expect, test } from 'vitest'
import type { Edit } from '../../../src/identity/edit.ts'
import { intendedOf } from '../../../src/identity/intended.ts'
import { patchFor } from '../../../src/identity/patch.ts'
import type { Mark } from '../../../src/model/identity.ts'
import type { Json } from '../../../src/model/json.ts'
import { type LiveInput, live, person, testWorkspace } from '../../support/builders.ts'

const email = 'ada@example.com'
const mark: Mark = { v: 1, workspace: testWorkspace, key: 'ada', origin: 'a.yaml', made: 'created', fields: {} }
const marked = mark as unknown as Json

/** The operations that these edits need on this identity, the mark being there already. */
function patch(input: LiveInput, ...edits: Edit[]) {
  return patchFor(live({ mark, ...input }), edits, mark, { schema: person })
}

describe('patchFor', () => {
  test('a mark is written whole, and the old one taken out first: where it is gone, Kratos refuses the patch', () => {
    const next = { ...mark, key: 'other' }
    const identity = live({ mark, metadata_admin: { idctl: marked, crm: 7 } })
    expect(patchFor(identity, [], next, { schema: person })).toEqual([
      { op: 'remove', path: '/metadata_admin/idctl' },
      { op: 'add', path: '/metadata_admin/idctl', value: next },
    ])
  })

  test('nothing to do is an empty patch', () => {
    expect(patch({ traits: { email, roles: ['a'] } }, { path: '/traits/roles', after: ['a'] })).toEqual([])
  })

  test('only the leaf that changes', () => {
    expect(
      patch({ traits: { email, phone: '1' }, metadata_admin: { crm: 7 } }, { path: '/traits/phone', after: '2' }),
    ).toEqual([{ op: 'replace', path: '/traits/phone', value: '2' }])
  })

  test('arrays are patched whole', () => {
    expect(patch({ traits: { email, roles: ['a', 'b'] } }, { path: '/traits/roles', after: ['b', 'c'] })).toEqual([
      { op: 'replace', path: '/traits/roles', value: ['b', 'c'] },
    ])
  })

  test('one add at the highest missing ancestor, whatever its name', () => {
    expect(
      patch({}, { path: '/metadata_admin/a~1b/2025/x', after: 1 }, { path: '/metadata_admin/a~1b/2025/y', after: [1] }),
    ).toEqual([{ op: 'add', path: '/metadata_admin/a~1b', value: { '2025': { x: 1, y: [1] } } }])
  })

  test('an object below an empty name is written whole: Kratos finds nothing in it', () => {
    const metadata_admin = { '': { a: 1, b: { c: 2 } }, x: { '': { d: 3 } } }
    expect(patch({ metadata_admin }, { path: '/metadata_admin//a', after: 4 })).toEqual([
      { op: 'replace', path: '/metadata_admin/', value: { a: 4, b: { c: 2 } } },
    ])
    expect(patch({ metadata_admin }, { path: '/metadata_admin/x//d' })).toEqual([
      { op: 'remove', path: '/metadata_admin/x' },
    ])
    expect(patch({ metadata_admin: { '': 1 } }, { path: '/metadata_admin/', after: 2 })).toEqual([
      { op: 'replace', path: '/metadata_admin/', value: 2 },
    ])
  })

  test('a type change replaces the node', () => {
    expect(patch({ metadata_admin: { team: 'a' } }, { path: '/metadata_admin/team/lead', after: 'x' })).toEqual([
      { op: 'replace', path: '/metadata_admin/team', value: { lead: 'x' } },
    ])
    expect(patch({ metadata_admin: { team: ['a'] } }, { path: '/metadata_admin/team', after: 'a' })).toEqual([
      { op: 'replace', path: '/metadata_admin/team', value: 'a' },
    ])
  })

  test('an object that we emptied goes with its last leaf, others stay', () => {
    expect(patch({ metadata_admin: { a: { b: { c: 1 } }, z: {} } }, { path: '/metadata_admin/a/b/c' })).toEqual([
      { op: 'remove', path: '/metadata_admin/a' },
    ])
  })

  test('metadata is cleared with null, and our mark survives', () => {
    expect(patch({ metadata_public: { a: 1 } }, { path: '/metadata_public/a' })).toEqual([
      { op: 'replace', path: '/metadata_public', value: null },
    ])
    expect(patch({ metadata_admin: { a: 1, b: [2] } }, { path: '/metadata_admin' })).toEqual([
      { op: 'remove', path: '/metadata_admin/b' },
      { op: 'remove', path: '/metadata_admin/a' },
    ])
  })

  test('external_id is set and cleared', () => {
    expect(patch({}, { path: '/external_id', after: 'emp-1' })).toEqual([
      { op: 'replace', path: '/external_id', value: 'emp-1' },
    ])
    expect(patch({ external_id: 'emp-1' }, { path: '/external_id' })).toEqual([
      { op: 'replace', path: '/external_id', value: null },
    ])
  })

  test('adopting writes the mark beside the neighbours, releasing removes only the mark', () => {
    const neighbours = live({ metadata_admin: { crm: 7 } })
    expect(patchFor(neighbours, [], mark, { schema: person })).toEqual([
      { op: 'add', path: '/metadata_admin/idctl', value: marked },
    ])
    expect(patchFor(live({ mark, metadata_admin: { crm: 7 } }), [], undefined, { schema: person })).toEqual([
      { op: 'remove', path: '/metadata_admin/idctl' },
    ])
    expect(patchFor(live({ mark }), [], undefined, { schema: person })).toEqual([
      { op: 'replace', path: '/metadata_admin', value: null },
    ])
  })

  test('the last identifier trait takes the stored identifiers with it', () => {
    const optional = { ...person, validate: () => [] }
    const operations = patchFor(live({ mark, traits: { email, phone: '1' } }), [{ path: '/traits/email' }], mark, {
      schema: optional,
    })
    expect(operations).toEqual([
      { op: 'remove', path: '/traits/email' },
      { op: 'replace', path: '/credentials/password/identifiers', value: [] },
    ])
  })

  test('texts that look like the encoding of an array stay texts', () => {
    const odd = '\u0000array:[1]'
    expect(patch({ metadata_admin: { a: odd } }, { path: '/metadata_admin/b', after: odd })).toEqual([
      { op: 'add', path: '/metadata_admin/b', value: odd },
    ])
  })

  test('a live key named __proto__ is somebody else’s data', () => {
    const admin = JSON.parse('{"__proto__":{"polluted":true},"a":1}')
    const identity = live({ mark, metadata_admin: admin })
    const intended = intendedOf(identity, [{ path: '/metadata_admin/a', after: 2 }], mark)
    expect(JSON.stringify(intended.metadata_admin)).toContain('"__proto__":{"polluted":true}')
    expect(patchFor(identity, [{ path: '/metadata_admin/a', after: 2 }], mark, { schema: person })).toEqual([
      { op: 'replace', path: '/metadata_admin/a', value: 2 },
    ])
  })
})
