import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import { check } from '../../support/mistakes/right-folder.ts'
import { project } from '../../support/temp-project.ts'

const email = { type: 'string', 'ory.sh/kratos': { credentials: { password: { identifier: true } } } }
const text = { type: 'string' }
const properties = { email, zip: text, age: { type: 'integer' }, roles: { type: 'array', items: text } }
const schema = JSON.stringify({ properties: { traits: { type: 'object', properties } } })

const head = 'version: 1\nworkspace: acme\nschema_id: person\nsensitive: [/traits/age]\n'
const variables = { IDCTL_DOC_ZIP: 'canary-zip-01234' }
const ada = {
  'identities/ada.yaml': `idctl: { key: ada, protect: true, expires: "2099-01-31" }
traits: { email: ada@example.com, zip: "\${env:IDCTL_DOC_ZIP}", age: 36, roles: [admin, reader] }
metadata_admin: { cost: 4.5 }
`,
}

/** What is said of a folder with these rules: `CODE file:line:column summary`. */
function said(rules: string, documents: Readonly<Record<string, string>> = ada): string[] {
  const files = { 'idctl.yaml': `${head}rules:\n${rules}`, 'identities/person.schema.json': schema, ...documents }
  return check(files, { variables }).map(
    ({ code, at, summary }) => `${code} ${at?.file}:${at?.line}:${at?.column} ${summary}`,
  )
}

const rule = (assert: string, more = '') =>
  `  - name: house\n    each: document\n${more}    assert: |-\n      ${assert}\n`

describe('a rule that holds', () => {
  test.each([
    'doc.key == "ada" && doc.file == "identities/ada.yaml" && doc.line == 1',
    'doc.traits.age > 18 && doc.traits.age == 36 && doc.traits.age + 1.0 == 37.0',
    'doc.metadata_admin.cost == 4.5 && doc.metadata_public.size() == 0',
    '"admin" in doc.traits.roles && doc.traits.roles.exists(r, r.startsWith("adm"))',
    'doc.traits.roles.filter(r, r != "admin") == ["reader"]',
    'doc.traits.email.matches("^[a-z]+@example[.]com$") && !doc.traits.email.matches("^x")',
    'doc.protect && doc.expires > "2027-01-01" && days("2027-01-01", "2027-03-01") == 59',
    '!has(doc.external_id) && doc.?state.orValue("active") == "active" && doc.credentials.size() == 0',
    'has(doc.traits.zip) && !has(doc.traits.phone)',
    'docs.size() == 1 && docs.exists_one(d, d.key == doc.key) && env == "" && target == ""',
    'doc.schema_id == "person" && type(doc.traits.email) == string',
    '"a-b".split("-").join("+") == "a+b" && " x ".trim().upperAscii().indexOf("X") == 0',
  ])('%s', (assert) => {
    expect(said(rule(assert))).toEqual([])
  })
})

describe('a rule that is broken or cannot be evaluated', () => {
  test.each([
    ['doc.traits.age > 40', 'IDC261 identities/ada.yaml:1:1 ada breaks the rule house'],
    [
      'doc.traits.phone == ""',
      'IDC264 identities/ada.yaml:1:1 the rule house cannot be evaluated for ada: there is no `doc.traits.phone`',
    ],
    [
      'doc.traits.age == 1 || doc.traits.email > 5',
      'IDC264 identities/ada.yaml:1:1 the rule house cannot be evaluated for ada: the values are not of a kind for `doc.traits.email > 5`',
    ],
    [
      'doc.traits.email',
      'IDC264 identities/ada.yaml:1:1 the rule house cannot be evaluated for ada: the expression does not give true or false',
    ],
    [
      'int(doc.traits.email) == 1',
      'IDC264 identities/ada.yaml:1:1 the rule house cannot be evaluated for ada: the values are not of a kind for `int(doc.traits.email)`',
    ],
    [
      'doc.traits.roles[7] == ""',
      'IDC264 identities/ada.yaml:1:1 the rule house cannot be evaluated for ada: the list or text of `doc.traits.roles[7]` is shorter than that',
    ],
    [
      'days(doc.key, "2027-01-01") == 1',
      'IDC264 identities/ada.yaml:1:1 the rule house cannot be evaluated for ada: days() was given a text that is no day',
    ],
  ])('%s', (assert, expected) => {
    expect(said(rule(assert))).toEqual([expected])
    expect(said(rule(assert, '    level: warn\n'))).toEqual([expected])
  })

  // Taken for absent, the reference would let the document pass.
  test.each([
    'doc.traits.zip == "01234"',
    'doc.traits.?zip.orValue("") != "01234"',
    '!has(doc.traits.zip.x)',
    'doc.traits.zip.?x.orValue(true)',
    '!("admin" in doc.traits.zip)',
    'doc.traits.zip.startsWith("0")',
    '[doc.traits.zip] != ["01234"]',
    'doc.traits != {"zip": "01234"}',
    '[doc.traits.zip].exists(z, z == "x") || doc.traits.zip.size() == 3',
    'type(doc.traits.zip) != string',
    '!docs.exists(d, d.traits.zip == "x")',
    'string(doc.traits.zip) != ""',
    'optional.of(doc.traits.zip).orValue("") != "x"',
  ])('%s sees nothing behind a reference', (assert) => {
    const [only, ...more] = said(rule(assert))
    expect(more).toEqual([])
    expect(only).toMatch(/^IDC264 .*comes from a reference, and rules do not see what is behind it$/)
    expect(JSON.stringify(only)).not.toContain('canary')
  })

  test('says the message, and names nobody but by key and file', () => {
    const message = "    message: '{rule}: {key} in {file} has no address of acme'\n"
    expect(said(rule('doc.traits.email.endsWith("@acme.example")', message))).toEqual([
      'IDC261 identities/ada.yaml:1:1 ada breaks the rule house: house: ada in identities/ada.yaml has no address of acme',
    ])
  })

  test('is asked only where `when` gives true', () => {
    expect(said(rule('false', '    when: doc.schema_id == "robot"\n'))).toEqual([])
    expect(said(rule('false', '    when: doc.traits.nope == 1\n'))).toHaveLength(1)
  })

  test('about the folder is asked once', () => {
    const few = '  - { name: few, each: plan, assert: \'docs.filter(d, "admin" in d.traits.roles).size() <= 0\' }\n'
    expect(said(few)).toEqual(['IDC263 idctl.yaml:6:13 the folder breaks the rule few'])
    expect(said("  - { name: later, each: plan, assert: 'summary.delete == 99' }\n")).toEqual([])
    expect(said("  - { name: later, each: change, assert: 'false' }\n")).toEqual([])
  })

  test('more often than can be listed is counted', () => {
    const many = Array.from(
      { length: 1003 },
      (_, index) => `idctl: { key: p${index} }\ntraits: { email: p${index}@example.com }`,
    )
    const found = said(rule('false'), { 'identities/all.yaml': many.join('\n---\n') })
    expect(found).toHaveLength(1001)
    expect(found.filter((line) => line.endsWith('the rule house stops 3 more, which are not listed'))).toHaveLength(1)
  })
})

describe('a mistake in a rule', () => {
  test.each([
    ['doc.trait.email == "x"', 12, 'there is no member `trait`'],
    ['doc.key == 3', 8, 'the expression cannot be read: no such overload: string == int'],
    ['doc.key == "x" &&', 8, 'the expression cannot be read: Unexpected token: EOF'],
    ['doc.key.endWith("x")', 8, 'rules know no function endWith'],
    ['change.key == "x"', 8, 'a rule for each document knows no variable `change`'],
    ['doc.key', 8, 'the expression gives string, and must give true or false'],
    [
      'docs.all(a, docs.all(b, docs.all(c, true)))',
      32,
      'filter, map, exists and all may be at most 2 deep inside one another',
    ],
    ['{1: true}[1]', 9, 'a key of a map must be a text in quotes'],
  ])('%s is at its place', (assert, column, problem) => {
    const [only = ''] = said(`  - name: house\n    each: document\n    assert: '${assert}'\n`)
    expect(only).toMatch(/^IDC260 idctl.yaml:8:\d+ rule house: /)
    expect(only.slice(only.indexOf('rule house: ') + 12)).toBe(problem)
    expect(Number(only.split(':')[2]?.split(' ')[0])).toBeGreaterThanOrEqual(column)
  })

  test.each([
    ["'doc.kye == 1'", 8, 18],
    ['"doc.kye == 1"', 8, 18],
    ['doc.kye == 1', 8, 17],
    ['"\\"a\\" == doc.kye"', 8, 27],
    ["'\"it''s\" == doc.kye'", 8, 29],
    ['|-\n      doc.key != ""\n      && doc.kye == 1', 10, 14],
    ['>-\n      doc.key != ""\n      && doc.kye == 1', 10, 14],
    ['\'doc.key != ""\n      && doc.kye == 1\'', 9, 14],
    ['"doc.key != \'\'\n      && doc.kye == 1"', 9, 14],
    ['doc.key != ""\n      && doc.kye == 1', 9, 14],
  ])('in %j is found behind its quotes and lines', (written, line, column) => {
    expect(said(`  - name: house\n    each: document\n    assert: ${written}\n`)).toEqual([
      `IDC260 idctl.yaml:${line}:${column} rule house: there is no member \`kye\``,
    ])
  })

  test.each([
    ['  - { name: a, each: plan, assert: "true", message: "{key}" }', 'has no {key} and {file}'],
    ['  - { name: a, each: plan, assert: "true" }\n  - { name: a, each: plan, assert: "true" }', 'also named'],
    ['  - { name: a, each: plan, assert: "${env:IDCTL_DOC_ZIP} == 1" }', 'cannot have a reference'],
    ['  - { name: a, each: plan, assert: "true", env: [prod] }', 'there is no environment `prod`'],
  ])('%s', (rules, problem) => {
    const found = said(`${rules}\n`)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatch(/^IDC260 /)
    expect(found[0]).toContain(problem)
  })

  test('of another environment is found, and its rules do not hold here', () => {
    const config = (assert: string) =>
      `${head}environments: { prod: {}, staging: {} }\nrules:\n  - { name: a, each: document, env: [prod], assert: '${assert}' }\n`
    const load = (assert: string, env?: string) =>
      loadConfig({ cwd: project({ 'idctl.yaml': config(assert), 'identities/.keep': '' }), variables: {}, env })
    expect(load('doc.kye').diagnostics.map(({ code }) => code)).toEqual(['IDC260'])
    expect(load('true').config?.rules).toEqual([])
    expect(load('true', 'staging').config?.rules).toEqual([])
    expect(load('true', 'prod').config?.rules).toHaveLength(1)
  })
})
