import { expect, test } from 'vitest'
import { parse, shown } from '../../support/config.ts'

test('deep merge, nearest last, the document on top; each value at its own place', () => {
  const { documents, diagnostics } = parse({
    '_defaults.yaml': 'state: active\ntraits:\n  team: all\n  roles: [a, b]\nmetadata_admin: { x: 1, y: { z: 1 } }\n',
    'sales/_defaults.yaml': 'traits: { team: sales }\nmetadata_admin: { y: { w: 2 } }',
    'sales/ada.yaml': 'traits: { email: a@x, roles: [c] }\nmetadata_admin: { x: null }',
    'support/bob.yaml': 'traits: { email: b@x }',
  })
  expect(shown(diagnostics)).toEqual([])
  const values = documents.map(({ fields }) =>
    Object.fromEntries(Object.entries(fields).map(([path, { value }]) => [path, value])),
  )
  expect(values).toEqual([
    {
      '/schema_id': 'person',
      '/state': 'active',
      '/traits/email': 'a@x',
      '/traits/team': 'sales',
      '/traits/roles': ['c'],
      '/metadata_admin/x': null,
      '/metadata_admin/y/z': 1,
      '/metadata_admin/y/w': 2,
    },
    {
      '/schema_id': 'person',
      '/state': 'active',
      '/traits/email': 'b@x',
      '/traits/team': 'all',
      '/traits/roles': ['a', 'b'],
      '/metadata_admin/x': 1,
      '/metadata_admin/y/z': 1,
    },
  ])
  expect(documents[0]?.places.of('/state')).toEqual({ file: 'identities/_defaults.yaml', line: 1, column: 8 })
  expect(documents[0]?.places.of('/traits/team')).toEqual({
    file: 'identities/sales/_defaults.yaml',
    line: 1,
    column: 17,
  })
})

test('what belongs to one person cannot be a default', () => {
  const text = 'external_id: x\ncredentials: {}\nidctl: { key: k, previously: [p], protect: true }'
  const { documents, diagnostics } = parse({ '_defaults.yaml': text, 'a.yaml': 'traits: {}' })
  expect(shown(diagnostics)).toEqual([
    'IDC219 _defaults.yaml:1:1 external_id is not allowed in _defaults.yaml',
    'IDC219 _defaults.yaml:2:1 credentials is not allowed in _defaults.yaml',
    'IDC219 _defaults.yaml:3:10 idctl.key is not allowed in _defaults.yaml',
    'IDC219 _defaults.yaml:3:18 idctl.previously is not allowed in _defaults.yaml',
  ])
  expect(documents[0]).toMatchObject({ protect: true, previously: [] })
})

test('a mistake is told once, also when nothing or much inherits it', () => {
  const files = {
    '_defaults.yaml': 'stat: active',
    'empty/_defaults.yaml': 'state: on\n---\na: 1',
    'a.yaml': 'traits: {}',
    'b.yaml': 'traits: {}',
  }
  expect(shown(parse(files).diagnostics)).toEqual([
    'IDC212 _defaults.yaml:1:1 unknown key `stat`',
    'IDC213 empty/_defaults.yaml:1:8 `state` must be one of active, inactive',
    'IDC219 empty/_defaults.yaml:3:1 a _defaults.yaml must have only one document',
  ])
})

test('only _defaults.yaml is read as defaults', () => {
  expect(shown(parse({ '_defaults.yml': 'state: active' }).diagnostics)).toEqual([
    'IDC224 _defaults.yml:1:1 defaults are read from _defaults.yaml only',
  ])
})

test('credentials in the wrong place are not shown either', () => {
  const { diagnostics } = parse({ '_defaults.yaml': 'credentials: {password: {password: CANARY}}' })
  expect(diagnostics).toMatchObject([{ code: 'IDC219', secret: true }])
})
