import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { IdentitySchema } from '../../../src/identity-schema/identity-schema.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { OwnershipMap } from '../../../src/model/ownership.ts'
import { sensitivePaths } from '../../../src/model/sensitive.ts'
import { shownName, withName } from '../../../src/reconcile/decide/shown-name.ts'
import { desired, live, policy } from '../../support/builders.ts'
import { emailTrait, traitSchema } from '../../support/schemas.ts'
import { createOf } from '../render/fixtures.ts'

const text = { type: 'string' }

function schemaWith(traits: JsonObject): IdentitySchema {
  const { schemas } = compileIdentitySchemas([
    { id: 'person', schema: traitSchema({ email: emailTrait(), ...traits }) },
  ])
  return schemas.get('person') as IdentitySchema
}

/** The name of somebody who has only a document, or only an account: the same. */
function nameOf(declared: JsonObject, traits: JsonObject, display?: readonly string[]): string | undefined {
  const schema = schemaWith(declared)
  const rules = { ...policy({ schemas: new Map([['person', schema]]) as never }), ...(display && { display }) }
  const given = { schema, traits: { email: 'ada@example.com', ...traits } }
  const name = shownName({ desired: desired(given) }, rules)
  expect(shownName({ live: live(given) }, rules)).toBe(name)
  return name
}

const whole = { type: 'object', properties: { last: text, first: text, middle: text, nick: text } }

test.each<[JsonObject, JsonObject, string | undefined]>([
  [{ name: text }, { name: 'Ada Lovelace' }, 'Ada Lovelace'],
  [{ name: whole }, { name: { last: 'Lovelace', first: 'Ada' } }, 'Ada Lovelace'],
  [{ name: whole }, { name: { nick: 'A', last: 'Lovelace', middle: 'K', first: 'Ada' } }, 'Ada K Lovelace A'],
  [{ full_name: text, first_name: text }, { full_name: 'Ada Lovelace', first_name: 'Ada' }, 'Ada Lovelace'],
  [{ last_name: text, first_name: text }, { last_name: 'Lovelace', first_name: 'Ada' }, 'Ada Lovelace'],
  [{ family_name: text, given_name: text }, { family_name: 'Lovelace', given_name: 'Ada' }, 'Ada Lovelace'],
  [{ name: text, display_name: text }, { name: ' ', display_name: 'Ada' }, 'Ada'],
  [{ nickname: text }, { nickname: 'Ada' }, undefined],
])('of traits %j, values %j: %j', (declared, traits, name) => {
  expect(nameOf(declared, traits)).toBe(name)
})

test('`display` of idctl.yaml beats the usual names', () => {
  const declared = { name: text, nickname: text, rank: text }
  const traits = { name: 'Ada Lovelace', nickname: 'Countess', rank: 'Lady' }
  expect(nameOf(declared, traits, ['/traits/rank', '/traits/nickname'])).toBe('Lady Countess')
  expect(nameOf(declared, { name: 'Ada' }, ['/traits/nickname'])).toBe(undefined)
})

test('the name is that after the change', () => {
  const schema = schemaWith({ name: whole })
  const rules = policy({ schemas: new Map([['person', schema]]) as never })
  const of = (ownership: OwnershipMap, name: JsonObject = { last: 'Byron' }) => {
    const document = desired({ schema, ownership, traits: { email: 'ada@example.com', name } })
    const account = live({ schema, traits: { email: 'ada@example.com', name: { first: 'Ada', last: 'Lovelace' } } })
    return shownName({ desired: document, live: account }, rules)
  }
  expect(of({})).toBe('Ada Byron')
  expect(of({ '/traits/name': 'seed' })).toBe('Ada Lovelace')
  expect(of({ '/traits/name': 'observe' })).toBe('Ada Lovelace')
  expect(of({}, { last: null })).toBe('Ada')
})

test('without a name it is a login identifier; nothing where that is the key', () => {
  const rules = policy()
  const shown = (key: string) => {
    const { display, identifiers } = withName(createOf(key), { desired: desired({ key }) }, rules)
    return { display, identifiers }
  }
  expect(shown('emp-1')).toEqual({ display: 'ada@example.com', identifiers: ['ada@example.com'] })
  expect(shown('ada@example.com')).toEqual({ identifiers: ['ada@example.com'] })
  const hidden = withName(
    createOf('emp-1'),
    { desired: desired({ key: 'emp-1' }) },
    {
      ...rules,
      sensitive: sensitivePaths(['/traits/email']),
    },
  )
  expect(hidden).not.toHaveProperty('display')
  expect(hidden).not.toHaveProperty('identifiers')
})

test('a name of megabytes is cut, and the mark is no name', () => {
  expect(nameOf({ name: text }, { name: 'x'.repeat(3_000_000) })).toHaveLength(100)
  const { mark } = createOf('emp-1')
  const account = live({ mark, metadata_admin: { called: 'Ada' } })
  expect(shownName({ live: account }, { ...policy(), display: ['/metadata_admin'] })).toBe('Ada')
})

test('law: no name has a part that is sensitive, or that comes from a reference', () => {
  const leaves = ['/traits/name/first', '/traits/name/last', '/traits/name/middle', '/traits/name/nick'] as const
  const schema = schemaWith({ name: whole })
  const secret = (path: string) => `SECRET${leaves.indexOf(path as never)}`
  const traits = {
    email: 'ada@example.com',
    name: Object.fromEntries(leaves.map((path) => [path.split('/')[3], secret(path)])),
  } as JsonObject
  fc.assert(
    fc.property(
      fc.subarray([...leaves, '/traits/name', '/traits']),
      fc.subarray([...leaves]),
      fc.option(fc.constantFrom<readonly string[]>(['/traits/name'], ['/traits'], [...leaves]), { nil: undefined }),
      fc.constantFrom('document', 'account', 'both'),
      (sensitive, references, display, kind) => {
        const rules = {
          schemas: new Map([['person', schema]]) as never,
          sensitive: sensitivePaths(sensitive),
          ...(display && { display }),
        }
        const document = desired({ schema, traits })
        const fields = Object.fromEntries(
          Object.entries(document.fields).map(([path, field]) => [
            path,
            references.includes(path as never) ? { ...field, reference: `\${env:IDCTL_DOC_X}` } : field,
          ]),
        )
        const person = {
          ...(kind !== 'account' && { desired: { ...document, fields } }),
          ...(kind !== 'document' && { live: live({ schema, traits }) }),
        }
        const name = shownName(person, rules) ?? ''
        const isHidden = (path: string) =>
          rules.sensitive(path) || (kind !== 'account' && references.includes(path as never))
        for (const path of leaves) if (isHidden(path)) expect(name).not.toContain(secret(path))
      },
    ),
  )
})
