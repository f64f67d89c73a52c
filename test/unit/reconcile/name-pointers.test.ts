import { expect, test } from 'vitest'
import { configTexts } from '../../../src/documents/editor-schema/config-texts.ts'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import { namePointers, usualNames } from '../../../src/reconcile/match/name-pointers.ts'
import { emailTrait, traitSchema } from '../../support/schemas.ts'

function schemaWith(...names: readonly string[]) {
  const traits = Object.fromEntries(names.map((name) => [name, { type: 'string' }]))
  const schema = traitSchema({ email: emailTrait(), ...traits })
  return compileIdentitySchemas([{ id: 'person', schema }]).schemas.get('person')
}

test('the usual names of a schema, in the order in which they are looked for, whatever the order of the schema', () => {
  const schema = schemaWith('last_name', 'nickname', 'first_name', 'name', 'family_name')
  const names = namePointers(undefined)
  expect(names.of(schema)).toEqual(['/traits/name', '/traits/first_name', '/traits/last_name', '/traits/family_name'])
  const groups = names.groupsOf(schema).filter((group) => group.length > 0)
  expect(groups).toEqual([['/traits/name'], ['/traits/first_name', '/traits/last_name'], ['/traits/family_name']])
  expect(names.of(undefined)).toEqual([])
})

test('what `display` lists is one name, of every schema', () => {
  const display = ['/traits/rank', '/traits/nickname']
  for (const schema of [schemaWith('name'), undefined]) {
    expect(namePointers(display).of(schema)).toEqual(display)
    expect(namePointers(display).groupsOf(schema)).toEqual([display])
  }
})

test('what editors say of `display` names the usual names', () => {
  const said = usualNames.map((group) => group.map((name) => `\`${name}\``).join(' and ')).join(', ')
  expect(configTexts.display.otherwise).toContain(said)
})
