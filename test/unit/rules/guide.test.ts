import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { functionCosts, methodCosts } from '../../../src/rules/costs.ts'
import { check } from '../../support/mistakes/right-folder.ts'
import { project } from '../../support/temp-project.ts'

const guide = readFileSync(new URL('../../../docs/guides/rules.md', import.meta.url), 'utf8')
const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml)
const head = 'version: 1\nworkspace: acme\nschema_id: person\n'

const email = { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } }
const text = { type: 'string' }
const properties = { email, kind: text, age: { type: 'integer' }, roles: { type: 'array', items: text } }
const schema = JSON.stringify({ properties: { traits: { type: 'object', properties } } })

/** The names of the rules of an example that documents with these traits break. */
function broken(example: number, ...traits: readonly string[]): string[] {
  const documents = traits.map((own, index) => [
    `identities/p${index}.yaml`,
    `idctl: { key: p${index} }\ntraits: ${own}\n`,
  ])
  const files = { 'idctl.yaml': head + examples[example], 'identities/person.schema.json': schema }
  const found = check({ ...files, ...Object.fromEntries(documents) })
  return [...new Set(found.map(({ summary }) => /the rule ([\w-]+)/.exec(summary)?.[1] ?? summary))].sort()
}

describe('the guide about rules', () => {
  test.each(examples.map((yaml, index) => [index, yaml] as const))('example %i has no mistake', (_, yaml) => {
    const cwd = project({ 'idctl.yaml': head + yaml, 'identities/.keep': '' })
    const { config, diagnostics } = loadConfig({
      cwd,
      variables: {},
      offline: true,
      env: yaml.includes('prod') ? 'prod' : undefined,
    })
    expect(diagnostics).toEqual([])
    expect(config?.rules.length).toBeGreaterThan(0)
  })

  test('its examples stop what they say, and nothing else', () => {
    expect(broken(0, '{ email: ada@example.com, roles: [reader] }')).toEqual([])
    expect(broken(0, '{ email: ada@other.example }')).toEqual(['company-mail'])
    expect(broken(0, '{ email: ada@example.com, kind: contractor }')).toEqual(['contractors-expire'])
    const admins = Array.from({ length: 6 }, (_, index) => `{ email: a${index}@example.com, roles: [admin] }`)
    expect(broken(0, ...admins)).toEqual(['admins-from-sec', 'at-most-five-admins'])
    expect(broken(1, '{ email: a@example.com }', '{ email: b@example.com, age: 18 }')).toEqual([])
    expect(broken(1, '{ email: a@example.com, age: 17 }')).toEqual(['grown-up'])
  })

  test('names every function', () => {
    const section = guide.slice(guide.indexOf('## Functions'), guide.indexOf('## What a rule may cost'))
    const names = [...Object.keys(functionCosts), ...Object.keys(methodCosts), 'matches'].filter(
      (name) => name !== 'of' && name !== 'none',
    )
    expect(names.filter((name) => !section.includes(`\`${name}\``))).toEqual([])
  })
})
