import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { filePathOf, withSuffix } from '../../../../src/documents/export/file-path.ts'
import { judgePlaceholders, parsePathTemplate } from '../../../../src/documents/export/path-template.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import { sensitivePaths } from '../../../../src/model/sensitive.ts'
import { person } from '../../../support/builders.ts'

const template = (text: string, ending = '.yaml') => parsePathTemplate(text, ending)
const nothing = sensitivePaths([])

describe('a path from a template', () => {
  test.each<[template: string, values: JsonObject, path: string]>([
    ['{key}.yaml', { key: 'ada@example.com' }, 'ada@example.com.yaml'],
    [
      '{schema_id}/{traits.dep.name}/{key}.yaml',
      { schema_id: 'p', traits: { dep: { name: 'R&D' } }, key: 'a' },
      'p/R&D/a.yaml',
    ],
    ['{traits.department}/{key}.yaml', { traits: {}, key: 'a' }, 'no-department/a.yaml'],
    ['{traits.department}/{key}.yaml', { traits: { department: ['x'] }, key: 'a' }, 'no-department/a.yaml'],
    ['{key}.yaml', { key: '../../etc/passwd' }, 'etc-passwd.yaml'],
    ['{key}.yaml', { key: '/root' }, 'root.yaml'],
    ['{key}.yaml', { key: '-rf' }, 'rf.yaml'],
    ['{key}.yaml', { key: '--' }, 'none.yaml'],
    ['{key}.yaml', { key: 'idctl' }, 'idctl-.yaml'],
    ['{key}/{key}.yaml', { key: 'Idctl' }, 'Idctl/Idctl-.yaml'],
    ['{key}/x-{key}.yaml', { key: '..' }, 'none/x-.yaml'],
    ['{key}.yaml', { key: '_defaults' }, 'defaults.yaml'],
    ['{key}.yaml', { key: '._.hidden' }, 'hidden.yaml'],
    ['{key}.yaml', { key: '' }, 'no-key.yaml'],
    ['{key}.yaml', { key: '...' }, 'none.yaml'],
    ['{key}.yaml', { key: 'con' }, 'con-.yaml'],
    ['{key}.yaml', { key: 'COM².x' }, 'COM²-.x.yaml'],
    ['{key}.yaml', { key: 'conin$' }, 'conin$-.yaml'],
    ['{key}.yaml', { key: 'a:b*c?"<>|\\d e\tf\u0000g\u200bh' }, 'a-b-c------d-e-f-g-h.yaml'],
    ['{key}.yaml', { key: 'e\u0301' }, 'é.yaml'],
    ['{key}.json', { key: 'person.schema' }, 'person-schema.json'],
    ['{metadata_admin.n}.yaml', { metadata_admin: { n: 42 } }, '42.yaml'],
  ])('%s of %j', (text, values, path) => {
    const ending = text.slice(text.lastIndexOf('.'))
    expect(filePathOf(template(text, ending), values)).toBe(path)
  })

  test('whatever the values are, every name is safe and the path has as many as its template', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom(
        '..',
        '.',
        '_',
        '/',
        '\\',
        'nul',
        'COM1.x',
        '\ud800',
        'a/../..',
        '\u202e',
        ' ',
        'x.',
        '_.schema',
        '-',
        '--x',
      ),
    )
    fc.assert(
      fc.property(hostile, hostile, (first, second) => {
        const path = filePathOf(template('{traits.a}/{key}.yaml'), { traits: { a: first }, key: second })
        const names = path.split('/')
        expect(names).toHaveLength(2)
        for (const name of names) {
          expect(name).toMatch(/^[^._/\\\-\p{Cc}\p{Cs}\s][^/\\\p{Cc}\p{Cs}\s]*$/u)
          expect(name).not.toMatch(/\.$/)
          expect(Buffer.byteLength(name)).toBeLessThan(200)
        }
        expect(path).not.toMatch(/\.schema\.yaml$/)
      }),
    )
  })

  test('a suffix comes before the ending', () => {
    expect(withSuffix('a/b.c.yaml', '1234')).toBe('a/b.c-1234.yaml')
  })
})

describe('a template that cannot be used', () => {
  test.each([
    ['{kye}.yaml', 'the unknown placeholder {kye}'],
    ['{traits}.yaml', 'the unknown placeholder {traits}'],
    ['{key.x}.yaml', 'the unknown placeholder {key.x}'],
    ['{traits..x}.yaml', 'the unknown placeholder {traits..x}'],
    ['{}.yaml', 'the unknown placeholder {}'],
    ['/{key}.yaml', 'an empty name'],
    ['{key}/', 'an empty name'],
    ['../{key}.yaml', 'starts with . or _'],
    ['_{key}.yaml', 'starts with . or _'],
    ['a/.b/{key}.yaml', 'starts with . or _'],
    ['{key.yaml', 'a brace without the other'],
    ['{key}.json', 'does not end in .yaml'],
    ['people.yaml', 'no placeholder'],
    ['a\\{key}.yaml', 'a character that no path may have'],
  ])('%s', (text, why) => {
    expect(() => template(text)).toThrow(why)
  })

  test('a trait that no schema has, and one that is sensitive', () => {
    const schema = { ...person, allowedAt: () => ({ kind: 'closed', depth: 1 }) as const }
    expect(() => judgePlaceholders(template('{traits.x}.yaml'), [schema], nothing)).toThrow('no identity schema has')
    const hidden = sensitivePaths(['/traits/phone'])
    expect(() => judgePlaceholders(template('{traits.phone}.yaml'), [person], hidden)).toThrow('which is sensitive')
    const open = { ...person, allowedAt: () => ({ kind: 'possible', mayBeList: true, mayBeMap: true }) as const }
    expect(() => judgePlaceholders(template('{key}/{traits.a}.yaml'), [schema, open], hidden)).not.toThrow()
  })
})
