import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/sandbox/json.ts'
import { applyJsonPatch } from '../../../src/sandbox/json-patch.ts'
import { profiles } from '../../../src/sandbox/profiles.ts'

const rules = profiles['v26.2.0'].patch

const document: JsonObject = {
  traits: { email: 'a@example.org', tags: ['a', 'b', 'c'], 'a/b': { 'c~d': 1 }, none: null },
  metadata_admin: null,
  metadata_public: 'text',
}

function patch(operations: Json | string) {
  const text = typeof operations === 'string' ? operations : JSON.stringify(operations)
  return applyJsonPatch(document, text, rules)
}

/** The whole document with `traits` or `metadata_admin` replaced. */
function changed(part: JsonObject) {
  return { ok: true, document: { ...document, ...part } }
}

const traits = document['traits'] as JsonObject

describe('what a patch does', () => {
  it.each<[string, Json, JsonObject]>([
    [
      'replaces what is missing',
      [{ op: 'replace', path: '/metadata_admin/p/q', value: 1 }],
      { metadata_admin: { p: { q: 1 } } },
    ],
    [
      'makes arrays before an index',
      [{ op: 'add', path: '/metadata_admin/l/2', value: 1 }],
      { metadata_admin: { l: [null, null, 1] } },
    ],
    ['makes arrays before a dash', [{ op: 'add', path: '/metadata_admin/-', value: 1 }], { metadata_admin: [1] }],
    [
      'takes a null for a missing parent',
      [{ op: 'add', path: '/traits/none/x', value: 1 }],
      { traits: { ...traits, none: { x: 1 } } },
    ],
    [
      'counts negative indices from the end',
      [{ op: 'remove', path: '/traits/tags/-1' }],
      { traits: { ...traits, tags: ['a', 'b'] } },
    ],
    [
      'inserts before an index',
      [{ op: 'add', path: '/traits/tags/+1', value: 'x' }],
      { traits: { ...traits, tags: ['a', 'x', 'b', 'c'] } },
    ],
    [
      'unescapes',
      [{ op: 'replace', path: '/traits/a~1b/c~0d', value: 2 }],
      { traits: { ...traits, 'a/b': { 'c~d': 2 } } },
    ],
    [
      'ignores what stands before the first slash',
      [{ op: 'add', path: 'x/metadata_admin', value: 1 }],
      { metadata_admin: 1 },
    ],
    ['loses what goes through an empty first segment', [{ op: 'add', path: '//metadata_admin', value: 1 }], {}],
    ['adds unknown members', [{ op: 'add', path: '/x/y', value: 1 }], { x: { y: 1 } }],
    [
      'ignores unknown members of an operation',
      [{ op: 'add', path: '/metadata_admin', value: 1, from: 5 }],
      { metadata_admin: 1 },
    ],
    [
      'passes paths below what is denied exactly',
      [{ op: 'add', path: '/credentials/x', value: 1 }],
      { credentials: { x: 1 } },
    ],
    ['is empty', [], {}],
    ['is null', null, {}],
  ])('%s', (_, operations, part) => {
    expect(patch(operations)).toEqual(changed(part))
  })

  it('writes no prototype', () => {
    const result = patch('[{"op":"add","path":"/__proto__/polluted","value":1}]')
    expect(JSON.stringify(result)).toContain('"__proto__":{"polluted":1}')
    expect(Object.keys(result.ok ? result.document : {})).toContain('__proto__')
    expect({}).not.toHaveProperty('polluted')
  })

  it('replaces the whole document', () => {
    expect(patch([{ op: 'replace', path: '', value: { a: 1 } }])).toEqual({ ok: true, document: { a: 1 } })
  })
})

describe('what it refuses', () => {
  const missing = (operation: string, path: string) =>
    `${operation} operation does not apply: doc is missing path: "${path}": missing value`

  it.each<[string, Json | string, string]>([
    ['no JSON', '[] x', 'invalid state detected'],
    ['another type', '5', 'json: cannot unmarshal number into Go value of type jsonpatch.Patch'],
    ['operations of another type', [true], 'json: cannot unmarshal bool into Go value of type jsonpatch.Operation'],
    [
      'an unknown operation, printed as sent',
      '[{"op":"m<","b" : [1.50, "\\u0041 x"], "a":{} }]',
      'invalid operation {"a":{},"b":[1.50,"\\u0041 x"],"op":"m\\u003c"}: unsupported operation',
    ],
    [
      'another case',
      [{ op: 'ADD', path: '/a', value: 1 }],
      'invalid operation {"op":"ADD","path":"/a","value":1}: unsupported operation',
    ],
    [
      'a path of another type',
      [{ op: 'remove', path: 5 }],
      `invalid operation {"op":"remove","path":5}: failed to decode 'path': json: cannot unmarshal number into Go value of type string`,
    ],
    [
      'a move without from',
      [{ op: 'move', path: '/a' }],
      `invalid operation {"op":"move","path":"/a"}: failed to decode 'from': operation, missing from field: missing value`,
    ],
    [
      'an unsupported operation before anything runs',
      [
        { op: 'remove', path: '/nope' },
        { op: 'test', path: '/a', value: 1 },
      ],
      'unsupported operation: test',
    ],
    [
      'a denied path',
      [{ op: 'add', path: '/Credentials/OIDC/x/y', value: 1 }],
      'patch includes denied path: /Credentials/OIDC/x/y',
    ],
    [
      'an index that is too large',
      [{ op: 'remove', path: '/traits/tags/3' }],
      `error in remove for path: '/traits/tags/3': Unable to access invalid index: 3: invalid index referenced`,
    ],
    [
      'an index out of range of integers',
      [{ op: 'remove', path: '/traits/tags/99999999999999999999' }],
      `error in remove for path: '/traits/tags/99999999999999999999': strconv.Atoi: parsing "99999999999999999999": value out of range`,
    ],
    ['a parent that is a scalar', [{ op: 'add', path: '/metadata_public/x', value: 1 }], 'invalid state detected'],
    [
      'a null that an operation has put there',
      [
        { op: 'add', path: '/traits/email', value: null },
        { op: 'add', path: '/traits/email/x', value: 1 },
      ],
      'invalid state detected',
    ],
    [
      'a missing parent with an escaped name',
      [{ op: 'add', path: '/metadata_admin/e~1f/g', value: 1 }],
      missing('add', '/metadata_admin/e~1f/g'),
    ],
    [
      'a missing parent of a removal',
      [{ op: 'remove', path: '/metadata_admin/x/y' }],
      missing('remove', '/metadata_admin/x/y'),
    ],
    ['a path without slash', [{ op: 'add', path: 'traits', value: 1 }], missing('add', 'traits')],
    [
      'a strict replacement',
      [{ op: 'replace', path: '/metadata_admin/1', value: 1 }],
      'replace operation does not apply: doc is missing path: /metadata_admin/1: missing value',
    ],
    [
      'arrays from far behind',
      [{ op: 'add', path: '/x/-2', value: 1 }],
      'Unable to ensure path for negative index other than -1: -2: invalid index referenced',
    ],
    [
      'an array as document',
      [{ op: 'add', path: '', value: [] }],
      'json: cannot unmarshal array into Go value of type identity.WithCredentialsAndAdminMetadataInJSON',
    ],
    [
      'a null as document',
      [{ op: 'add', path: '', value: null }],
      'json: error calling MarshalJSON for type *jsonpatch.partialDoc: invalid value, expected object',
    ],
    [
      'a text as document',
      [{ op: 'add', path: '', value: 'x' }],
      'json: cannot unmarshal string into Go value of type map[string]*jsonpatch.lazyNode',
    ],
  ])('%s', (_, operations, message) => {
    expect(patch(operations)).toEqual({ ok: false, message })
  })

  it('does not fill memory with nulls', () => {
    expect(patch([{ op: 'add', path: '/x/999999999', value: 1 }]).ok).toBe(false)
  })
})

describe('a number that no 64-bit float holds', () => {
  const huge = '{ "op": "add", "path": "/metadata_admin", "value": { "a": { "b": 1e400 }, "l": [{ "c": 1e400 }] } }'
  const takes = (profile: 'v26.2.0' | 'v1.3.1', operation: string) =>
    applyJsonPatch({ traits: {} }, `[${huge}, ${operation}]`, profiles[profile].patch).ok

  it.each([
    ['{ "op": "add", "path": "/metadata_admin/x", "value": 1 }'],
    ['{ "op": "add", "path": "/metadata_admin/a/x", "value": 1 }'],
    ['{ "op": "add", "path": "/metadata_admin/l/0/x", "value": 1 }'],
    ['{ "op": "replace", "path": "/metadata_admin/l/0", "value": 1 }'],
  ])('of the patch itself: v1.3.1 refuses it where a path leads into its object: %s', (operation) => {
    expect([takes('v26.2.0', operation), takes('v1.3.1', operation)]).toEqual([true, false])
  })

  it('anywhere else it is taken', () => {
    const operation = '{ "op": "add", "path": "/traits/x", "value": 1 }'
    expect([takes('v26.2.0', operation), takes('v1.3.1', operation)]).toEqual([true, true])
  })
})
