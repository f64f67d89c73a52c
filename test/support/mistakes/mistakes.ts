import { hash, rightFiles } from './right-folder.ts'

/** What a hint says, done: an edit of the file with the mistake, other files or variables. Every way must lead to the end. */
export type Way =
  | Edit
  | {
      readonly edit?: Edit
      readonly files?: Files
      readonly variables?: Readonly<Record<string, string>>
    }

type Edit = readonly [from: string | RegExp, to: string]

/** One mistake made in the right folder: an edit of a file, or more files. */
export interface Mistake {
  readonly file: keyof typeof rightFiles
  readonly from: string
  readonly to: string
  readonly code: string
  /** One for each thing that the hint offers; or why nobody but the person can follow it. */
  readonly ways: readonly Way[] | string
  readonly files?: Files
}

export type Files = Readonly<Record<string, string | Uint8Array | undefined>>

const zed = 'traits:\n  email: zed@example.com\n  name: { first: Zed }\n'
const zedJson = '{"traits": {"email": "zed@example.com", "name": {"first": "Zed"}}, "metadata_public": {"born": 1815}}'

/** The document as the only item of a list, below what stands above it. */
function listedIn(above: string, document: string): string {
  return `${above}\n- ${document.trimEnd().replaceAll('\n', '\n  ')}\n`
}

/** A document as a server answers it. */
function answered(document: string): string {
  return document.replace('{', '{"id": "9f425a8d-7efc-4768-8f23-7647a74fdf13", "schema_url": "x", "created_at": "x", ')
}

const zoeJson = zedJson.replace('zed@', 'zoe@').replace('Zed', 'Zoe')
const [prettyZed, prettyZoe] = [zedJson, zoeJson].map((text) => JSON.stringify(JSON.parse(text), null, 2))

const inFile =
  (file: Mistake['file']) =>
  (from: string, to: string, code: string, ...ways: readonly Way[] | readonly [string]): Mistake => {
    const [first] = ways
    return { file, from, to, code, ways: typeof first === 'string' ? first : (ways as readonly Way[]) }
  }
const ada = inFile('identities/ada.yaml')
const bob = inFile('identities/bob.yaml')
const eve = inFile('identities/eve.yaml')
const config = inFile('idctl.yaml')
const defaults = inFile('identities/_defaults.yaml')
const local = inFile('identities/person.schema.json')

/** The files with the mistake in them. */
export function withMistake({ file, from, to, files }: Mistake): Record<string, string | Uint8Array | undefined> {
  const text = rightFiles[file]
  if (!text.includes(from)) throw new Error(`${file} does not have ${from}`)
  return { ...rightFiles, [file]: text.replace(from, () => to), ...files }
}

/** A file that should not be there, or not so; the file that the mistake names stays as it is. */
function more(code: string, files: Files, ...ways: readonly Files[]): Mistake {
  const ownWays = ways.map((way) => ({ files: way }))
  return { file: 'idctl.yaml', from: '', to: '', code, ways: ownWays, files }
}

export const mistakes: readonly Mistake[] = [
  // Values that YAML takes for something else.
  ada('zip: "01234"', 'zip: 01234', 'IDC206', ['01234', '"01234"']),
  ada('zip: "01234"', 'zip: 1234', 'IDC410', ['1234', '"1234"']),
  ada('zip: "01234"', 'zip: true', 'IDC410', ['true', '"true"']),
  ada('phone: "+16502530000"', 'phone: +16502530000', 'IDC206', ['+16502530000', '"+16502530000"']),
  ada('first: Ada', 'first: Null', 'IDC228', ['Null', '"Null"']),
  ada('last: Lovelace', 'last: NULL', 'IDC228', ['NULL', '"NULL"'], ['NULL', 'null']),
  ada('age: 36', 'age: 1e400', 'IDC206', ['1e400', '36']),
  ada('age: 36', 'age: 036', 'IDC206', ['036', '36']),
  ada('zip: "01234"', 'zip: 1e400', 'IDC206', ['1e400', '"1e400"']),
  ada('zip: "01234"', 'zip: 12345678901234567890', 'IDC206', ['12345678901234567890', '"12345678901234567890"']),
  ada('[admin, reader]', '[admin, 01]', 'IDC206', ['[admin, 01]', '[admin, reader]']),
  ada('email: ada@example.com', 'email: 007', 'IDC206', ['007', 'ada@example.com']),
  defaults('metadata_public:', 'traits: { zip: 01234 }\nmetadata_public:', 'IDC206', ['01234', '"01234"']),
  ada('age: 36', 'age: .inf', 'IDC206', ['.inf', '36']),
  ada('age: 36', 'age: 0x24', 'IDC206', ['0x24', '36']),
  ada('cost_center: "42"', 'cost_center: 0042', 'IDC206', ['0042', '"0042"'], ['0042', '42']),
  ada('external_id: emp-1', 'external_id: 0001', 'IDC206', ['0001', '"0001"']),
  ada('external_id: emp-1', 'external_id: 1', 'IDC213', ['external_id: 1', 'external_id: "1"']),
  ada('subject: "1"', 'subject: 01', 'IDC206', ['subject: 01', 'subject: "01"']),
  ada('expires: "2099-01-31"', 'expires: 20990131', 'IDC213'),
  ada('expires: "2099-01-31"', 'expires: 02099', 'IDC206', ['expires: 02099', 'expires: 2099-01-31']),
  ada('protect: true', 'protect: 01', 'IDC206', ['protect: 01', 'protect: true']),
  ada('protect: true', 'protect: NULL', 'IDC228', ['NULL', 'true']),
  ada('expires: "2099-01-31"', 'expires: Null', 'IDC228', ['Null', 'null']),
  ada('state: active', 'state: 01', 'IDC206', ['state: 01', 'state: active']),
  ada('via: email, value: ada@example.com, verified: true', 'via: 01, value: ada@example.com', 'IDC206', [
    'via: 01',
    'via: email',
  ]),
  ada('credentials_version: 2', 'credentials_version: 02', 'IDC206', [
    'credentials_version: 02',
    'credentials_version: 2',
  ]),
  bob('key: bob', 'key: "${env:IDCTL_DOC_X}"', 'IDC306', ['${', '$${']),
  bob('key: bob', 'key: 007', 'IDC206', ['007', '"007"']),
  config('percent: 5', 'percent: 05', 'IDC206', ['05', '5']),
  config('removals: { percent: 5, floor: 3 }', 'removals: 05', 'IDC206', ['05', '5']),
  config('version: 1', 'version: 01', 'IDC206', ['01', '1']),
  config('grace: 30d', 'grace: 030', 'IDC206', ['030', '30d']),
  config('adopt: verified', 'adopt: 01', 'IDC206', ['01', 'any']),
  config('/traits/age: seed', '/traits/age: 01', 'IDC206', ['01', 'seed']),
  config('workspace: acme', 'workspace: 0042', 'IDC206', ['0042', '"0042"']),
  defaults('team: compilers', 'team: 007', 'IDC206', ['007', '"007"']),
  // Values that do not fit.
  ada('email: ada@example.com\n', 'email: ""\n', 'IDC410'),
  ada('email: ada@example.com\n', 'email: a@b\n', 'IDC410'),
  ada('email: ada@example.com\n', 'email: null\n', 'IDC412', ['email: null', 'email: ada@example.com']),
  ada('email: ada@example.com\n', 'email: [ada@example.com]\n', 'IDC410'),
  ada('email: ada@example.com\n', 'email: 5\n', 'IDC410'),
  ada('  email: ada@example.com\n', '', 'IDC412', ['traits:\n', 'traits:\n  email: ada@example.com\n']),
  ada('  email: ada@example.com\n', '  emial: ada@example.com\n', 'IDC411', ['emial', 'email']),
  ada('"+16502530000"', '"12345"', 'IDC410'),
  ada('"+16502530000"', '""', 'IDC410'),
  ada('{ first: Ada, last: Lovelace }', 'Ada', 'IDC410'),
  ada('{ first: Ada, last: Lovelace }', '{ last: Lovelace }', 'IDC412', ['{ last', '{ first: Ada, last']),
  ada('{ first: Ada, last: Lovelace }', '{ frist: Ada, last: Lovelace }', 'IDC411', ['frist', 'first']),
  ada('first: Ada', 'first: ""', 'IDC410'),
  ada('age: 36', 'age: -1', 'IDC410'),
  ada('age: 36', 'age: 36.5', 'IDC410'),
  ada('[admin, reader]', '[admin, raeder]', 'IDC410'),
  ada('[admin, reader]', '[admin, admin]', 'IDC410'),
  ada('[admin, reader]', 'admin', 'IDC410'),
  ada('zip: "01234"', 'shoe_size: 41', 'IDC411', 'which trait was meant'),
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
  { ...ada('external_id: emp-1', 'external_id: "${file:none.txt}"', 'IDC213'), files: { 'none.txt': '' } },
  ada('organization_id: 9f425a8d', 'organization_id: x', 'IDC213'),
  ada('metadata_admin: { cost_center: "42" }', 'metadata_admin: 42', 'IDC213'),
  ada('{ cost_center: "42" }', '{ idctl: {} }', 'IDC216', ['{ idctl: {} }', '{}']),
  ada('via: email, value: ada@example.com, verified: true', 'value: ada@example.com', 'IDC213'),
  ada('via: email, value: ada@example.com, verified: true', 'via: emial, value: ada@example.com', 'IDC213', [
    'emial',
    'email',
  ]),
  ada(
    'value: ada@example.com, verified',
    'value: other@example.com, verified',
    'IDC415',
    ['value: other@example.com', 'value: ada@example.com'],
    ['verifiable_addresses: [{ via: email, value: other@example.com, verified: true }]\n', ''],
  ),
  ada('verified: true', 'verifed: true', 'IDC212', ['verifed', 'verified']),
  ada('[{ via: email, value: ada@example.com }]', '[{ via: email, value: ada@example.com, id: x }]', 'IDC212', [
    ', id: x',
    '',
  ]),
  ada('state: active', 'created_at: x', 'IDC212', ['created_at: x\n', '']),
  ada('state: active', 'id: x\ncreated_at: x\nschema_url: x', 'IDC230', [/(id|created_at|schema_url): x\n/g, '']),
  ada('idctl:\n', 'protect: true\nidctl:\n', 'IDC212', [/^protect: true\n/m, '']),
  bob('  key: bob', '  kye: bob', 'IDC212', ['kye', 'key']),
  bob('traits:\n  email: bob@example.com\n  name', 'email: bob@example.com\nname', 'IDC212', [
    /email.*\n.*/,
    'traits:\n  email: bob@example.com\n  name: { first: Bob }',
  ]),
  bob('traits:\n  email: bob@example.com\n  name', 'traits:\nemail: bob@example.com\nname', 'IDC212', [
    /email.*\n.*/,
    '  email: bob@example.com\n  name: { first: Bob }',
  ]),
  eve(
    '  email: eve@example.com\n  name: { first: Eve }\n',
    '  name: { first: Eve }\nemail: eve@example.com\n',
    'IDC212',
    ['email: eve', '  email: eve'],
  ),
  ada('state: active', 'state: active\nzip: "01234"', 'IDC212', ['active\nzip: "01234"', 'active']),
  bob('idctl:\n  key: bob', 'key: bob', 'IDC212', ['key: bob', 'idctl: { key: bob }']),
  ada('expires: "2099-01-31"', 'expires: "2099-02-31"', 'IDC213'),
  ada('/traits/name: seed', '/traits/name: sed', 'IDC213', ['sed', 'seed']),
  ada('/traits/name: seed', 'traits/name: seed', 'IDC217', ['traits/name', '/traits/name']),
  ada('/traits/name: seed', '/traits/roles/0: seed', 'IDC217', ['/roles/0', '/roles']),
  ada(
    '/traits/name: seed',
    '/traits/zip: merge',
    'IDC218',
    ['merge', 'enforce'],
    ['merge', 'seed'],
    ['zip: merge', 'roles: merge'],
  ),
  ada('previously: [ada.byron@example.com]', 'previously: ada.byron@example.com', 'IDC213'),
  ada('previously: [ada.byron@example.com]', 'previously: [bob]', 'IDC407', ['[bob]', '[]']),
  // What nobody sees.
  bob('key: bob', 'key: bo\u200bb', 'IDC233', ['\u200b', '']),
  bob('key: bob', 'key: bo\u200db', 'IDC233', ['\u200d', ''], ['bo\u200db', '"bo\\u200db"']),
  bob('email: bob@example.com', 'email: bob\u00a0@example.com', 'IDC233', ['\u00a0', '']),
  ada('external_id: emp-1', 'external_id: "emp-1\ufeff"', 'IDC233', ['\ufeff', '']),
  ada('first: Ada', 'first: Ada\u00a0B', 'IDC234', ['\u00a0', ' '], ['Ada\u00a0B', '"Ada\\u00a0B"']),
  ada('first: Ada', 'first: A\u00adda', 'IDC234', ['\u00ad', ''], ['A\u00adda', '"A\\u00adda"']),
  // Spaces that are none to YAML, and white space that nobody sees.
  bob('  email: bob@example.com\n  name', '\u00a0\u00a0email: bob@example.com\n\u00a0\u00a0name', 'IDC237', [
    /\u00a0/g,
    ' ',
  ]),
  bob('  email: bob@example.com\n  name', '  email:\u00a0bob@example.com\n  name', 'IDC237', ['\u00a0', ' ']),
  bob('email: bob', 'email\u00a0: bob', 'IDC237', ['\u00a0', '']),
  bob('email: bob', '\u200bemail: bob', 'IDC237', ['\u200b', '']),
  ada('{ cost_center: "42" }', '{ \u00a0cost: 42 }', 'IDC237', ['\u00a0', ''], ['\u00a0cost', '"\u00a0cost"']),
  ada('{ first: Ada, last: Lovelace }', 'first:\u00a0Ada', 'IDC410', ['first:\u00a0Ada', '\n    first: Ada']),
  ada('[admin, reader]', '\n    -\u00a0admin', 'IDC410', ['\u00a0', ' ']),
  eve(
    'traits:\n  email: eve@example.com\n  name: { first: Eve }\n',
    'traits:\n  email:\u00a0eve@example.com\n',
    'IDC213',
    [/\u00a0(.*)/, ' eve@example.com\n  name: { first: Eve }'],
  ),
  ada('email: ada@example.com\n', 'email: |\n    ada@example.com\n', 'IDC410', ['|', '|-']),
  ada('email: ada@example.com\n', 'email: >\n    ada@example.com\n', 'IDC410', ['>', '>-']),
  ada('"+16502530000"', '|\n    +16502530000', 'IDC410', ['|', '|-']),
  ada('email: ada@example.com\n', 'email: " ada@example.com"\n', 'IDC238', ['" ', '"'], ['" ', '"\\u0020']),
  ada('external_id: emp-1', 'external_id: |\n  emp-1', 'IDC213', ['|', '|-']),
  bob('key: bob', 'key: >\n    bob', 'IDC213', ['>', '>-']),
  ada('[ada.byron@example.com]', '\n  - |\n    ada.byron@example.com', 'IDC213', ['|', '|-']),
  ada('state: active', 'state: |\n  active', 'IDC213', ['|', '|-']),
  bob('key: bob', 'key: "bob "', 'IDC238', ['bob "', 'bob"'], ['bob "', 'bob\\u0020"']),
  bob('key: bob', `key: ' bob'`, 'IDC238', [`' bob'`, 'bob'], [`' bob'`, '"\\u0020bob"']),
  ada('external_id: emp-1', 'external_id: emp  1', 'IDC238', ['emp  1', 'emp 1'], ['emp  1', '"emp \\u00201"']),
  ada('[ada.byron@example.com]', '["ada.byron@example.com "]', 'IDC238', ['com "', 'com"']),
  ada('{ cost_center: "42" }', '{ caf\u00e9: 1, cafe\u0301: 2 }', 'IDC239', [', cafe\u0301: 2', '']),
  more(
    'IDC239',
    {
      'identities/x.yaml': `${zed}idctl: { key: caf\u00e9 }\n`,
      'identities/y.yaml': `${zed.replace('zed@', 'zoe@')}idctl: { key: cafe\u0301 }\n`,
    },
    { 'identities/y.yaml': undefined },
  ),
  // Credentials.
  ada(`"${hash}"`, '"plain"', 'IDC601', ['"plain"', `"${hash}"`]),
  ada(
    `{ hashed_password: "${hash}" }`,
    '{}',
    'IDC220',
    ['password: { config: {} }\n', ''],
    ['config: {}', 'config: { use_password_migration_hook: true }'],
  ),
  ada('{ hashed_password:', '{ use_password_migration_hook: true, hashed_password:', 'IDC220', [
    'use_password_migration_hook: true, ',
    '',
  ]),
  ada(`{ hashed_password: "${hash}" }`, `{ password: "${'x'.repeat(73)}" }`, 'IDC602', [/x{73}/, 'shorter']),
  ada('  oidc: {', '  passkey: null\n  oidc: {', 'IDC220', [/ {2}passkey: .*\n/, '']),
  ada(`{ hashed_password: "${hash}" }`, `{ hashed_pasword: "${hash}" }`, 'IDC212', [
    'hashed_pasword',
    'hashed_password',
  ]),
  ada('  password: {', '  passwrod: {', 'IDC221', ['passwrod', 'password']),
  ada('  oidc: {', '  code: {', 'IDC221', [/ {2}code: .*\n/, '']),
  ada('provider: google', 'provider: ""', 'IDC213'),
  ada('subject: "1" }', 'subject: "1" }, { provider: google, subject: "1" }', 'IDC220', [
    ', { provider: google, subject: "1" }',
    '',
  ]),
  ada(`"${hash}"`, `"${hash.slice(0, -1)}7"`, 'IDC601', ['kfL7', 'kfL6']),
  ada(`{ config: { hashed_password: "${hash}" } }`, 'secret', 'IDC220', ['secret', '{ config: { password: secret } }']),
  ada(`{ hashed_password: "${hash}" }`, 'secret', 'IDC220', ['secret', '{ password: secret }']),
  ada('  password: {', '  hashed_password: {', 'IDC221', [
    /hashed_password: .*/,
    `password: { config: { hashed_password: "${hash}" } }`,
  ]),
  bob('traits:', 'password: secret\ntraits:', 'IDC212', [
    'password: secret',
    'credentials: { password: { config: { password: secret } } }',
  ]),
  bob('name: {', 'password: secret\n  name: {', 'IDC411', [
    /password: secret\n.*\n/,
    'name: { first: Bob }\ncredentials: { password: { config: { password: secret } } }\n',
  ]),
  // References.
  ada('first: Ada', 'first: "${env:IDCTL_DOC_X}"', 'IDC303', { variables: { IDCTL_DOC_X: 'Ada' } }),
  ada(
    'first: Ada',
    'first: "${env:HOME}"',
    'IDC302',
    { edit: ['HOME', 'IDCTL_DOC_X'], variables: { IDCTL_DOC_X: 'Ada' } },
    {
      files: { 'idctl.yaml': `${rightFiles['idctl.yaml']}references: { env: [HOME] }\n` },
      variables: { HOME: 'Ada' },
    },
  ),
  ada('first: Ada', 'first: "${HOME}"', 'IDC301', ['${HOME}', '$${HOME}']),
  ada('first: Ada', 'first: "${file:gone.txt}"', 'IDC305', { files: { 'gone.txt': 'Ada\n' } }),
  ada('first: Ada', 'first: "${file:../up.txt}"', 'IDC304', { files: { 'up.txt': 'Ada\n' }, edit: ['../', ''] }),
  ada('state: active', 'state: "${env:IDCTL_DOC_X}"', 'IDC306', 'references stand elsewhere: which value was meant'),
  config('removals: {', 'removal: {', 'IDC103', ['{ removal: {', '{ removals: {']),
  config('removals: {', 'nothing: {', 'IDC103', 'which guard was meant'),
  config(
    'removals: { percent: 5, floor: 3 }',
    'removals: no',
    'IDC102',
    ['no }', '0 }'],
    ['no }', '{ percent: 5, floor: 3, cap: 25 } }'],
  ),
  config('removals: { percent: 5, floor: 3 }', 'removals: 0.5', 'IDC102'),
  config('removals: { percent: 5, floor: 3 }', 'removals: 1e400', 'IDC206', ['1e400', '100']),
  config('percent: 5', 'percent: .nan', 'IDC206', ['.nan', '5']),
  config('percent: 5', 'percent: .inf', 'IDC206', ['.inf', '5']),
  config('percent: 5', 'percent: 5%', 'IDC102', ['5%', '5']),
  config('percent: 5', 'percent: "5"', 'IDC102', ['"5"', '5']),
  config('adopt: verified', 'expiry_notice: 14', 'IDC102', ['14', '14d']),
  config('grace: 30d', 'grace: "30"', 'IDC102', ['"30"', '30d']),
  config('workspace: acme', 'workspace:', 'IDC102', ['workspace:', 'workspace: acme-7f3k']),
  config('version: 1', 'version:', 'IDC102', ['version:', 'version: 1']),
  config('version: 1', 'version: "1"', 'IDC102', ['"1"', '1']),
  config('adopt: verified', 'adopt:', 'IDC102', ['adopt:\n', '']),
  config('adopt: verified', 'adopt: verified\n---\nversion: 1\nworkspace: other', 'IDC102', [/---\n(.*\n)*/, '']),
  config('adopt: verified', `adopt: verified # ${'x'.repeat(2_000_000)}`, 'IDC201', [/ # x*/, '']),
  // Pointers that hold for nothing.
  config('[/traits/zip]', '[/traits/zpi]', 'IDC235', ['zpi', 'zip']),
  config('[/traits/zip]', '[/traits/zip, /traits/zpi]', 'IDC235', [', /traits/zpi', '']),
  config('[/traits/zip]', '[/traits/shoe_size]', 'IDC235', 'which trait was meant'),
  config('/traits/age: seed', '/traits/aeg: seed', 'IDC235', ['aeg', 'age']),
  config('/traits/age: seed', '/traits/age/x: seed', 'IDC235', 'which trait was meant'),
  config('/traits/age: seed', '/traits/roles/0: seed', 'IDC217', ['/0', '']),
  config('/traits/age: seed', '/traits/age: merge', 'IDC218', ['merge', 'seed']),
  config('/traits/age: seed', '/traits/phone: merge', 'IDC218', ['merge', 'enforce']),
  config('/traits/age: seed', '/state: merge', 'IDC218', ['merge', 'enforce'], ['merge', 'seed']),
  config('adopt: verified', 'display: [/traits/nam/frist]', 'IDC235', ['nam/frist', 'name/first']),
  config('adopt: verified', 'display: [/traits/roles/0]', 'IDC235', ['[/traits/roles/0]', '[]']),
  ada('/traits/name: seed', '/traits/nmae: seed', 'IDC235', ['nmae', 'name']),
  bob('key: bob', 'key: bob\n  ownership: { /traits/roles/0: seed }', 'IDC217', ['/0', '']),
  bob('key: bob', 'key: bob\n  ownership: { /traits/age: merge }', 'IDC218', ['merge', 'seed'], ['merge', 'enforce']),
  defaults('{ team: compilers }', '{ team: compilers }\nidctl: { ownership: { /traits/zpi: seed } }', 'IDC235', [
    'zpi',
    'zip',
  ]),
  // Nothing where something is expected, and words of other formats.
  eve('  email: eve@example.com\n  name: { first: Eve }\n', '', 'IDC213', [
    /$/,
    '  email: e@example.com\n  name: { first: Eve }\n',
  ]),
  eve('traits:\n  email: eve@example.com\n  name: { first: Eve }\n', 'traits: []\n', 'IDC213', [
    '[]',
    '\n  email: eve@example.com\n  name: { first: Eve }',
  ]),
  eve('traits:\n  email: eve@example.com\n  name: { first: Eve }\n', 'traits: Eve\n', 'IDC213', [
    'Eve',
    '\n  email: eve@example.com\n  name: { first: Eve }',
  ]),
  eve('email: eve@example.com\n  name: { first: Eve }', 'email:eve@example.com\n  name:Eve', 'IDC213', [
    'email:eve@example.com\n  name:Eve',
    'email: eve@example.com\n  name: { first: Eve }',
  ]),
  bob('traits:\n  email: bob@example.com\n  name: { first: Bob }\n', 'traits: null\n', 'IDC213', [
    'null',
    '\n  email: bob@example.com\n  name: { first: Bob }',
  ]),
  defaults('{ team: compilers }', 'team:compilers', 'IDC213', ['team:compilers', '{ team: compilers }']),
  ada(
    `hashed_password: "${hash}"`,
    'password: ""',
    'IDC602',
    ['""', '"correct horse"'],
    ['  password: { config: { password: "" } }\n', ''],
  ),
  ada(`hashed_password: "${hash}"`, `password: "${'x'.repeat(73)}"`, 'IDC602', ['xx', '']),
  ada(
    'expires: "2099-01-31"',
    'expires:',
    'IDC213',
    ['expires:', 'expires: 2099-01-31'],
    ['expires:', 'expires: null'],
  ),
  ada('expires: "2099-01-31"', 'expires: ~', 'IDC213', ['~', 'null']),
  ada('state: active', 'state: yes', 'IDC213', ['yes', 'active']),
  ada('state: active', 'state: off', 'IDC213', ['off', 'inactive']),
  ada('state: active', 'state: true', 'IDC213', ['true', 'active']),
  ada('state: active', 'state: 0', 'IDC213', ['state: 0', 'state: inactive']),
  ada('state: active', 'state: 7', 'IDC213'),
  ada('protect: true', 'protect: yes', 'IDC213', ['yes', 'true']),
  ada('protect: true', 'protect: "no"', 'IDC213', ['"no"', 'false']),
  ada('age: 36', 'age: "36"', 'IDC410', ['"36"', '36']),
  ada('age: 36', 'age: 36 years', 'IDC410'),
  ada('age: 36', 'age: 36\n  news: yes', 'IDC410', ['yes', 'true']),
  ada('age: 36', 'age: 36\n  news: "False"', 'IDC410', ['"False"', 'false']),
  ada('age: 36', 'age: 36\n  news: "true"', 'IDC410', ['"true"', 'true']),
  // Two documents.
  bob('email: bob@example.com', 'email: ADA@example.com', 'IDC406', ['ADA', 'bob']),
  bob('key: bob', 'key: emp-1', 'IDC405', ['emp-1', 'bob']),
  bob('traits:', 'external_id: emp-1\ntraits:', 'IDC406', ['external_id: emp-1\n', '']),
  // The text itself.
  ada('state: active', 'state: active\nstate: active', 'IDC204', ['state: active\n', '']),
  ada('state: active', 'state: [active', 'IDC202', ['[', '']),
  ada('state: active', '<<<<<<< HEAD\nstate: active\n=======\nstate: inactive\n>>>>>>> x', 'IDC229', [
    /<{7}.*\n|={7}\n(?:.*\n)*?>{7}.*\n/g,
    '',
  ]),
  ada('first: Ada', 'first: !secret Ada', 'IDC207', ['!secret ', '']),
  ada('first: Ada', 'first: *ada', 'IDC208', ['*ada', '&ada Ada']),
  bob('email: bob@example.com', '<<: *bob', 'IDC208', ['<<: *bob', 'email: bob@example.com']),
  ada('first: Ada', 'first: "a\\0b"', 'IDC210', ['\\0', '']),
  ada('first: Ada', '__proto__: Ada', 'IDC205', ['__proto__', 'first']),
  ada(
    '[{ via: email, value: ada@example.com }]',
    '[{ via: email, value: ada@example.com }, { via: email, value: ada@example.com }]',
    'IDC214',
    [', { via: email, value: ada@example.com }', ''],
  ),
  ada('/traits/name: seed', '/traits/name: observe', 'IDC413', ['observe', 'seed']),
  // Other files.
  defaults('metadata_public:', 'metadata_pubic:', 'IDC212', ['pubic', 'public']),
  defaults('metadata_public: { team: compilers }', 'external_id: x', 'IDC219', [
    'external_id: x',
    'metadata_public: {}',
  ]),
  defaults('{ team: compilers }', 'none', 'IDC213'),
  config('workspace: acme', 'wrokspace: acme', 'IDC103', ['wrokspace', 'workspace']),
  config('workspace: acme\n', '', 'IDC102', ['version: 1\n', 'version: 1\nworkspace: acme-7f3k\n']),
  config('workspace: acme', 'workspace: "a b"', 'IDC102'),
  config('version: 1', 'version: 2', 'IDC102', ['2', '1']),
  config('version: 1', 'vesrion: 1', 'IDC103', ['vesrion', 'version']),
  config('schema_id: person', 'schema_id: persn', 'IDC403', ['persn', 'person']),
  config('identities: [identities]', 'identities: [identites]', 'IDC105', ['[identites]', '[identities]']),
  config('identities: [identities]', 'identites: [identities]', 'IDC103', ['identites', 'identities']),
  config('adopt: verified', 'adopt: verifed', 'IDC102', ['verifed', 'verified']),
  config('grace: 30d', 'grace: 30', 'IDC102', ['grace: 30', 'grace: 30d']),
  config('created: delete', 'created: delte', 'IDC102', ['delte', 'delete']),
  config('/traits/age: seed', 'traits/age: seed', 'IDC102'),
  config('[/traits/zip]', '[/traits/zip, traits/x]', 'IDC102'),
  config('floor: 3', 'flor: 3', 'IDC103', ['flor', 'floor']),
  config('floor: 3', 'floor: -3', 'IDC102'),
  config('adopt: verified', '<<<<<<< a\nadopt: any\n=======\nadopt: never\n>>>>>>> b', 'IDC229', [
    /<{7}.*\n|={7}\n(?:.*\n)*?>{7}.*\n/g,
    '',
  ]),
  config(
    'created: delete, grace: 30d',
    'created: disable, grace: 30d',
    'IDC102',
    [', grace: 30d', ''],
    ['disable', 'delete'],
  ),
  config('floor: 3', 'floor: 3, cap: 2', 'IDC102', ['floor: 3', 'floor: 2'], ['{ percent: 5, floor: 3, cap: 2 }', '2']),
  config('schema_id: person', 'schema_id: person\nschemas: { other: other.json }', 'IDC105', {
    files: { 'other.json': '{"properties":{"traits":{"type":"object","properties":{"email":{}}}}}' },
  }),
  config('identities: [identities]', 'identities: [., identities]', 'IDC105', ['[., identities]', '[identities]']),
  config('adopt: verified', 'kratos: { sandbox: s.json, admin_url: http://127.0.0.1:1 }', 'IDC106', [
    'sandbox: s.json, ',
    '',
  ]),
  config('adopt: verified', 'schema_id: "${env:NOBODY}"', 'IDC204', ['schema_id: "${env:NOBODY}"\n', '']),
  config('[/traits/zip]', '["/traits/${env:NOBODY}"]', 'IDC109', { variables: { NOBODY: 'zip' } }),
  config('[/traits/zip]', '["/metadata_admin/${NOBODY}"]', 'IDC301', ['${NOBODY}', '$${NOBODY}']),
  local('"zip":{"type":"string"}', '"zip":{"type":"integer"},"zip":{"type":"string"}', 'IDC204', [
    '"zip":{"type":"integer"},',
    '',
  ]),
  local('"integer"', '"intger"', 'IDC401', ['"intger"', '"integer"']),
  local('"via":"email"', '"via":"mail"', 'IDC416', ['"via":"mail"', '"via":"email"']),
  local('"identifier":true', '"identifer":true', 'IDC416', ['identifer', 'identifier']),
  local('"ory.sh/kratos"', '"ory.sh/krato"', 'IDC416', ['krato', 'kratos']),
  local('{', '\u{feff}{', 'IDC401', ['\u{feff}', '']),
  local(
    '"format":"email"',
    '"format":"mail"',
    'IDC416',
    ['"format":"mail"', '"format":"email"'],
    ['"mail"', '"no-validate"'],
  ),
  local('"type":"object",', '"type":"map",', 'IDC401', ['"map"', '"object"']),
  local('@example', '(?<=@)example', 'IDC401', ['(?<=@)example', '@example']),
  local('{', '', 'IDC401', [/^/, '{']),
  // Documents in what other tools and Kratos put around them.
  more('IDC236', { 'identities/x.yaml': listedIn('identities:', zed) }, { 'identities/x.yaml': listedIn('', zed) }),
  more(
    'IDC236',
    { 'identities/x.yaml': `identities:\n- create:\n${zed.replace(/^(?=.)/gm, '    ')}` },
    { 'identities/x.yaml': zed },
  ),
  more('IDC236', { 'identities/x.yaml': `zed:\n${zed.replace(/^/gm, '  ')}` }, { 'identities/x.yaml': zed }),
  more(
    'IDC236',
    { 'identities/x.json': `{"identities": [${zedJson}, ${zoeJson}], "next_page_token": ""}` },
    { 'identities/x.json': `[${zedJson}, ${zoeJson}]` },
  ),
  more(
    'IDC230',
    { 'identities/x.json': `{"identities": [${answered(zedJson)}], "next_page_token": "x"}` },
    { 'identities/x.json': `[${zedJson}]` },
  ),
  // Pasted answers, whose keys at the top are gone already.
  more(
    'IDC230',
    {
      'identities/x.json': zedJson.replace(
        '{',
        `{"recovery_addresses": [${JSON.stringify({ via: 'email', value: 'zed@example.com', created_at: 'x', updated_at: 'x' })}], `,
      ),
    },
    { 'identities/x.json': zedJson },
  ),
  more(
    'IDC230',
    {
      'identities/x.json': zedJson.replace(
        '{',
        `{"credentials": {"password": {"type": "password", "version": 0, "config": {"hashed_password": "${hash}"}}, "code": {"type": "code"}}, `,
      ),
    },
    {
      'identities/x.json': zedJson.replace(
        '{',
        `{"credentials": {"password": {"config": {"hashed_password": "${hash}"}}}, `,
      ),
    },
  ),
  // Files that should not be there.
  more('IDC201', { 'identities/x.yaml': Uint8Array.of(0xe4) }, { 'identities/x.yaml': zed }),
  more('IDC203', { 'identities/x.json': `${zedJson},` }, { 'identities/x.json': zedJson }),
  // JSON of several lines, and several in one file.
  more(
    'IDC203',
    { 'identities/x.ndjson': prettyZed },
    { 'identities/x.ndjson': zedJson },
    {
      'identities/x.ndjson': undefined,
      'identities/x.json': prettyZed,
    },
  ),
  more(
    'IDC203',
    { 'identities/x.ndjson': `${prettyZed}\n${prettyZoe}\n` },
    { 'identities/x.ndjson': `${zedJson}\n${zoeJson}\n` },
  ),
  more(
    'IDC203',
    { 'identities/x.ndjson': `${zedJson}${zoeJson}` },
    { 'identities/x.ndjson': `${zedJson}\n${zoeJson}` },
  ),
  more(
    'IDC203',
    { 'identities/x.json': `${zedJson}\n${zoeJson}\n` },
    { 'identities/x.json': `[${zedJson}, ${zoeJson}]` },
    { 'identities/x.json': undefined, 'identities/x.ndjson': `${zedJson}\n${zoeJson}\n` },
  ),
  more('IDC203', { 'identities/x.ndjson': '{' }, { 'identities/x.ndjson': zedJson }),
  more('IDC206', { 'identities/x.json': zedJson.replace('1815', '1e999') }, { 'identities/x.json': zedJson }),
  more(
    'IDC209',
    { 'identities/x.yaml': `${zed}metadata_public: { a: ${'['.repeat(200)}${']'.repeat(200)} }\n` },
    {
      'identities/x.yaml': `${zed}metadata_public: { a: [] }\n`,
    },
  ),
  more(
    'IDC223',
    { 'identities/x/person.schema.json': rightFiles['identities/person.schema.json'] },
    { 'identities/x/person.schema.json': undefined },
  ),
  more(
    'IDC224',
    { 'identities/x/_defaults.yml': 'state: active\n' },
    {
      'identities/x/_defaults.yml': undefined,
      'identities/x/_defaults.yaml': 'state: active\n',
    },
  ),
  more(
    'IDC225',
    { 'identities/x.yaml': '# nobody\n' },
    { 'identities/x.yaml': zed },
    { 'identities/x.yaml': undefined },
  ),
  more('IDC225', { 'identities/x/_defaults.yaml': '' }, { 'identities/x/_defaults.yaml': undefined }),
  more('IDC226', { 'identities/x.yaml.rej': zed }, { 'identities/x.yaml': zed, 'identities/x.yaml.rej': undefined }),
  more(
    'IDC227',
    { 'identities/x.yaml': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n` },
    {
      'identities/x.yaml': zed,
    },
  ),
]
