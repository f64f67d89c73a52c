import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { checkDocuments } from '../../../src/pipeline.ts'
import { project } from '../../support/temp-project.ts'

const hash = '$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6'

const kratos = (via: 'email' | 'sms') => ({
  credentials: { ...(via === 'email' ? { password: { identifier: true } } : {}), code: { identifier: true, via } },
  verification: { via },
  ...(via === 'email' ? { recovery: { via } } : {}),
})

const schema = {
  properties: {
    traits: {
      type: 'object',
      required: ['email', 'name'],
      additionalProperties: false,
      properties: {
        email: { type: 'string', format: 'email', minLength: 5, pattern: '@example', 'ory.sh/kratos': kratos('email') },
        phone: { type: 'string', format: 'tel', 'ory.sh/kratos': kratos('sms') },
        name: {
          type: 'object',
          required: ['first'],
          additionalProperties: false,
          properties: { first: { type: 'string', minLength: 1 }, last: { type: 'string' } },
        },
        zip: { type: 'string' },
        age: { type: 'integer', minimum: 0 },
        roles: { type: 'array', items: { enum: ['admin', 'reader'] }, uniqueItems: true, maxItems: 2 },
      },
    },
  },
}

const files = {
  'idctl.yaml': `version: 1
workspace: acme
schema_id: person
identities: [identities]
adopt: verified
removal: { created: delete, grace: 30d }
ownership: { /traits/age: seed }
sensitive: [/traits/zip]
guards: { removals: { percent: 5, floor: 3 } }
`,
  'identities/_defaults.yaml': 'metadata_public: { team: compilers }\n',
  'identities/person.schema.json': JSON.stringify(schema),
  'identities/ada.yaml': `schema_id: person
external_id: emp-1
state: active
traits:
  email: ada@example.com
  phone: "+16502530000"
  name: { first: Ada, last: Lovelace }
  zip: "01234"
  age: 36
  roles: [admin, reader]
metadata_admin: { cost_center: "42" }
organization_id: 9f425a8d-7efc-4768-8f23-7647a74fdf13
verifiable_addresses: [{ via: email, value: ada@example.com, verified: true }]
recovery_addresses: [{ via: email, value: ada@example.com }]
credentials:
  password: { config: { hashed_password: "${hash}" } }
  oidc: { config: { providers: [{ provider: google, subject: "1" }] } }
idctl:
  previously: [ada.byron@example.com]
  protect: true
  expires: "2099-01-31"
  credentials_version: 2
  ownership: { /traits/name: seed }
`,
  'identities/bob.yaml': 'traits:\n  email: bob@example.com\n  name: { first: Bob }\nidctl:\n  key: bob\n',
  'identities/eve.yaml': 'traits:\n  email: eve@example.com\n  name: { first: Eve }\n',
}

function check(texts: Readonly<Record<string, string>>): Diagnostic[] {
  const root = project(texts)
  const { config, diagnostics } = loadConfig({ cwd: root, variables: {}, offline: true })
  return config === undefined ? diagnostics : [...diagnostics, ...checkDocuments(config, {}).diagnostics]
}

interface Poison {
  readonly file: string
  readonly from: string
  readonly to: string
  readonly code: string
  /** What the hint says, done to the poisoned text; none where only a person can know. */
  readonly follow?: readonly [from: string | RegExp, to: string]
}

const inFile = (file: string) => (from: string, to: string, code: string, follow?: Poison['follow']) =>
  ({ file, from, to, code, ...(follow && { follow }) }) satisfies Poison
const ada = inFile('identities/ada.yaml')
const bob = inFile('identities/bob.yaml')
const eve = inFile('identities/eve.yaml')
const config = inFile('idctl.yaml')
const defaults = inFile('identities/_defaults.yaml')
const local = inFile('identities/person.schema.json')

const poisons: readonly Poison[] = [
  // Values that YAML takes for something else.
  ada('zip: "01234"', 'zip: 01234', 'IDC206', ['01234', '"01234"']),
  ada('zip: "01234"', 'zip: 1234', 'IDC410', ['1234', '"1234"']),
  ada('zip: "01234"', 'zip: true', 'IDC410', ['true', '"true"']),
  ada('phone: "+16502530000"', 'phone: +16502530000', 'IDC206', ['+16502530000', '"+16502530000"']),
  ada('first: Ada', 'first: Null', 'IDC228', ['Null', '"Null"']),
  ada('age: 36', 'age: .inf', 'IDC206'),
  ada('age: 36', 'age: 0x24', 'IDC206'),
  ada('cost_center: "42"', 'cost_center: 0042', 'IDC206', ['0042', '"0042"']),
  ada('external_id: emp-1', 'external_id: 0001', 'IDC206', ['0001', '"0001"']),
  ada('external_id: emp-1', 'external_id: 1', 'IDC213', ['external_id: 1', 'external_id: "1"']),
  ada('subject: "1"', 'subject: 01', 'IDC206', ['subject: 01', 'subject: "01"']),
  ada('expires: "2099-01-31"', 'expires: 20990131', 'IDC213'),
  ada('credentials_version: 2', 'credentials_version: 02', 'IDC206'),
  bob('key: bob', 'key: 007', 'IDC206', ['007', '"007"']),
  config('percent: 5', 'percent: 05', 'IDC206'),
  config('workspace: acme', 'workspace: 0042', 'IDC206', ['0042', '"0042"']),
  defaults('team: compilers', 'team: 007', 'IDC206', ['007', '"007"']),
  // Values that do not fit.
  ada('email: ada@example.com\n', 'email: ""\n', 'IDC410'),
  ada('email: ada@example.com\n', 'email: a@b\n', 'IDC410'),
  ada('email: ada@example.com\n', 'email: null\n', 'IDC412'),
  ada('email: ada@example.com\n', 'email: [ada@example.com]\n', 'IDC410'),
  ada('email: ada@example.com\n', 'email: 5\n', 'IDC410'),
  ada('  email: ada@example.com\n', '', 'IDC412'),
  ada('  email: ada@example.com\n', '  emial: ada@example.com\n', 'IDC411', ['emial', 'email']),
  ada('"+16502530000"', '"12345"', 'IDC410'),
  ada('"+16502530000"', '""', 'IDC410'),
  ada('{ first: Ada, last: Lovelace }', 'Ada', 'IDC410'),
  ada('{ first: Ada, last: Lovelace }', '{ last: Lovelace }', 'IDC412'),
  ada('{ first: Ada, last: Lovelace }', '{ frist: Ada, last: Lovelace }', 'IDC411', ['frist', 'first']),
  ada('first: Ada', 'first: ""', 'IDC410'),
  ada('age: 36', 'age: -1', 'IDC410'),
  ada('age: 36', 'age: 36.5', 'IDC410'),
  ada('[admin, reader]', '[admin, raeder]', 'IDC410'),
  ada('[admin, reader]', '[admin, admin]', 'IDC410'),
  ada('[admin, reader]', 'admin', 'IDC410'),
  ada('zip: "01234"', 'shoe_size: 41', 'IDC411'),
  bob('email: bob@example.com', 'email: ""', 'IDC410'),
  eve('email: eve@example.com', 'email: ""', 'IDC410'),
  eve('email: eve@example.com', 'email: eve', 'IDC410'),
  eve('email: eve@example.com', 'emial: eve@example.com', 'IDC411', ['emial', 'email']),
  eve('  email: eve@example.com\n', '', 'IDC404', ['traits:', 'traits:\n  email: eve@example.com']),
  eve('traits:', 'trait:', 'IDC212', ['trait:', 'traits:']),
  eve('traits:', 'schema_id: null\ntraits:', 'IDC213', ['schema_id: null\n', '']),
  // Words and keys of documents.
  ada('state: active', 'state: actve', 'IDC213', ['actve', 'active']),
  ada('state: active', 'sttae: active', 'IDC212', ['sttae', 'state']),
  ada('schema_id: person', 'schema_id: persn', 'IDC403', ['persn', 'person']),
  ada('external_id: emp-1', 'external_id: ""', 'IDC213'),
  ada('organization_id: 9f425a8d', 'organization_id: x', 'IDC213'),
  ada('metadata_admin: { cost_center: "42" }', 'metadata_admin: 42', 'IDC213'),
  ada('{ cost_center: "42" }', '{ idctl: {} }', 'IDC216'),
  ada('via: email, value: ada@example.com, verified: true', 'value: ada@example.com', 'IDC213'),
  ada('via: email, value: ada@example.com, verified: true', 'via: emial, value: ada@example.com', 'IDC213', [
    'emial',
    'email',
  ]),
  ada('value: ada@example.com, verified', 'value: other@example.com, verified', 'IDC415'),
  ada('verified: true', 'verifed: true', 'IDC212', ['verifed', 'verified']),
  ada('[{ via: email, value: ada@example.com }]', '[{ via: email, value: ada@example.com, id: x }]', 'IDC212', [
    ', id: x',
    '',
  ]),
  ada('state: active', 'created_at: x', 'IDC212', ['created_at: x\n', '']),
  ada('state: active', 'id: x\ncreated_at: x\nschema_url: x', 'IDC230', [/(id|created_at|schema_url): x\n/g, '']),
  ada('  protect: true\n', '  protect: yes\n', 'IDC213'),
  ada('idctl:\n', 'protect: true\nidctl:\n', 'IDC212'),
  bob('  key: bob', '  kye: bob', 'IDC212', ['kye', 'key']),
  bob('idctl:\n  key: bob', 'key: bob', 'IDC212', ['key: bob', 'idctl: { key: bob }']),
  ada('expires: "2099-01-31"', 'expires: "2099-02-31"', 'IDC213'),
  ada('/traits/name: seed', '/traits/name: sed', 'IDC213', ['sed', 'seed']),
  ada('/traits/name: seed', 'traits/name: seed', 'IDC217', ['traits/name', '/traits/name']),
  ada('/traits/name: seed', '/traits/roles/0: seed', 'IDC217', ['/roles/0', '/roles']),
  ada('/traits/name: seed', '/traits/zip: merge', 'IDC218', ['merge', 'enforce']),
  ada('previously: [ada.byron@example.com]', 'previously: ada.byron@example.com', 'IDC213'),
  ada('previously: [ada.byron@example.com]', 'previously: [bob]', 'IDC407', ['[bob]', '[]']),
  // Credentials.
  ada(`"${hash}"`, '"plain"', 'IDC601'),
  ada(`{ hashed_password: "${hash}" }`, '{}', 'IDC220'),
  ada(`{ hashed_password: "${hash}" }`, `{ hashed_pasword: "${hash}" }`, 'IDC212', [
    'hashed_pasword',
    'hashed_password',
  ]),
  ada('  password: {', '  passwrod: {', 'IDC221', ['passwrod', 'password']),
  ada('  oidc: {', '  code: {', 'IDC221', [/ {2}code: .*\n/, '']),
  ada('provider: google', 'provider: ""', 'IDC213'),
  ada('subject: "1" }', 'subject: "1" }, { provider: google, subject: "1" }', 'IDC220'),
  // References.
  ada('first: Ada', 'first: "${env:IDCTL_DOC_X}"', 'IDC303'),
  ada('first: Ada', 'first: "${HOME}"', 'IDC301', ['${HOME}', '$${HOME}']),
  ada('first: Ada', 'first: "${file:gone.txt}"', 'IDC305'),
  ada('state: active', 'state: "${env:IDCTL_DOC_X}"', 'IDC306'),
  // Two documents.
  bob('email: bob@example.com', 'email: ADA@example.com', 'IDC406'),
  bob('key: bob', 'key: emp-1', 'IDC405'),
  bob('traits:', 'external_id: emp-1\ntraits:', 'IDC406'),
  // The text itself.
  ada('state: active', 'state: active\nstate: active', 'IDC204', ['state: active\n', '']),
  ada('state: active', 'state: [active', 'IDC202'),
  ada('state: active', '<<<<<<< HEAD\nstate: active\n=======\nstate: inactive\n>>>>>>> x', 'IDC229', [
    /<{7}.*\n|={7}\n(?:.*\n)*?>{7}.*\n/g,
    '',
  ]),
  ada('first: Ada', 'first: !secret Ada', 'IDC207', ['!secret ', '']),
  ada('first: Ada', 'first: *ada', 'IDC208', ['*ada', '&ada Ada']),
  ada('first: Ada', 'first: "a\\0b"', 'IDC210', ['\\0', '']),
  ada('first: Ada', '__proto__: Ada', 'IDC205'),
  // Other files.
  defaults('metadata_public:', 'metadata_pubic:', 'IDC212', ['pubic', 'public']),
  defaults('metadata_public: { team: compilers }', 'external_id: x', 'IDC219'),
  defaults('{ team: compilers }', 'none', 'IDC213'),
  config('workspace: acme', 'wrokspace: acme', 'IDC103', ['wrokspace', 'workspace']),
  config('workspace: acme\n', '', 'IDC102'),
  config('workspace: acme', 'workspace: "a b"', 'IDC102'),
  config('version: 1', 'version: 2', 'IDC102'),
  config('version: 1', 'vesrion: 1', 'IDC103', ['vesrion', 'version']),
  config('schema_id: person', 'schema_id: persn', 'IDC403', ['persn', 'person']),
  config('identities: [identities]', 'identities: [identites]', 'IDC105', ['[identites]', '[identities]']),
  config('identities: [identities]', 'identites: [identities]', 'IDC103', ['identites', 'identities']),
  config('adopt: verified', 'adopt: verifed', 'IDC102', ['verifed', 'verified']),
  config('grace: 30d', 'grace: 30', 'IDC102'),
  config('created: delete', 'created: delte', 'IDC102', ['delte', 'delete']),
  config('/traits/age: seed', 'traits/age: seed', 'IDC102'),
  config('[/traits/zip]', '[/traits/zip, traits/x]', 'IDC102'),
  config('floor: 3', 'flor: 3', 'IDC103', ['flor', 'floor']),
  config('floor: 3', 'floor: -3', 'IDC102'),
  config('adopt: verified', '<<<<<<< a\nadopt: any\n=======\nadopt: never\n>>>>>>> b', 'IDC229', [
    /<{7}.*\n|={7}\n(?:.*\n)*?>{7}.*\n/g,
    '',
  ]),
  local('"integer"', '"intger"', 'IDC401'),
  local('{', '', 'IDC401'),
]

function poisoned({ file, from, to }: Poison): Record<string, string> {
  const text = files[file as keyof typeof files]
  expect(text.split(from).length, `${file} has ${from} once`).toBeGreaterThan(1)
  return { ...files, [file]: text.replace(from, () => to) }
}

const errorsOf = (texts: Readonly<Record<string, string>>) =>
  check(texts)
    .filter(({ severity }) => severity === 'error')
    .map(({ code, summary, hint }) => `${code} ${summary} (${hint ?? ''})`)

test('the folder is right', () => {
  expect(check(files)).toEqual([])
})

describe('one mistake is one error', () => {
  test.each(poisons.map((poison) => [`${poison.file}: ${poison.from.trim()} → ${poison.to.trim()}`, poison] as const))(
    '%s',
    (_, poison) => {
      expect(errorsOf(poisoned(poison))).toEqual([expect.stringMatching(`^${poison.code} `)])
    },
  )
})

describe('a hint leads to no other error', () => {
  const followed = poisons.filter(({ follow }) => follow !== undefined)
  test.each(followed.map((poison) => [`${poison.file}: ${poison.to.trim()}`, poison] as const))('%s', (_, poison) => {
    const texts = poisoned(poison)
    const [from, to] = poison.follow ?? ['', '']
    const text = texts[poison.file] ?? ''
    expect(errorsOf({ ...texts, [poison.file]: text.replace(from, () => to) })).toEqual([])
  })
})
