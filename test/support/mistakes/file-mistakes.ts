import {
  answered,
  config,
  defaults,
  listedIn,
  local,
  type Mistake,
  more,
  prettyZed,
  prettyZoe,
  zed,
  zedJson,
  zoeJson,
} from './mistake.ts'
import { hash, rightFiles } from './right-folder.ts'

/** Many values below so many names of this length. */
function nested(levels: number, length: number): string {
  const values = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`a${index}`, 1]))
  const below = `${`{"${'k'.repeat(length)}":`.repeat(levels)}${JSON.stringify(values)}${'}'.repeat(levels)}`
  return zedJson.replace('1815', () => below)
}

/** No document but one says what its schema is. */
const unnamed = {
  'idctl.yaml': rightFiles['idctl.yaml'].replace('schema_id: person\n', ''),
  'identities/bob.yaml': `schema_id: person\n${rightFiles['identities/bob.yaml']}`,
  'identities/eve.yaml': `schema_id: person\n${rightFiles['identities/eve.yaml']}`,
}

const flowers = 'verifiable_addresses: [{ via: sms, value: "+16503569377", verified: true }]\n'

export const fileMistakes: readonly Mistake[] = [
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
  // Links.
  more(
    'IDC211',
    { 'elsewhere/zed.yaml': zed, 'identities/x.yaml': { linkTo: '../elsewhere/zed.yaml' } },
    { 'identities/x.yaml': zed },
  ),
  more('IDC211', { 'identities/loop': { linkTo: '.' } }, { 'identities/loop': undefined }),
  // What is larger than it may be.
  more(
    'IDC231',
    { 'identities/x.json': zedJson.replace('born', 'b'.repeat(1025)) },
    { 'identities/x.json': zedJson.replace('born', 'b'.repeat(1024)) },
  ),
  more(
    'IDC231',
    { 'identities/x.json': zedJson.replace('1815', JSON.stringify('x'.repeat(5 * 1024 * 1024 + 1))) },
    { 'identities/x.json': zedJson.replace('1815', JSON.stringify('x'.repeat(1024))) },
    {
      'identities/x.json': zedJson.replace('1815', '"${file:born.txt}"').replace('metadata_public', 'metadata_admin'),
      'born.txt': '1815',
    },
  ),
  more(
    'IDC231',
    { 'identities/x.json': nested(90, 1000) },
    { 'identities/x.json': nested(90, 10) },
    { 'identities/x.json': nested(9, 1000) },
  ),
  // A schema that nothing names.
  more(
    'IDC215',
    { ...unnamed, 'identities/x.yaml': zed },
    { 'identities/x.yaml': `schema_id: person\n${zed}` },
    { 'identities/_defaults.yaml': `schema_id: person\n${rightFiles['identities/_defaults.yaml']}` },
    { 'idctl.yaml': rightFiles['idctl.yaml'] },
  ),
  // Somebody who only looks disabled.
  ...['observe', 'ignore'].map((mode) =>
    more(
      'IDC248',
      { 'identities/x.yaml': `${zed}state: inactive\nidctl: { ownership: { /state: ${mode} } }\n` },
      { 'identities/x.yaml': `${zed}state: inactive\nidctl: { ownership: { /state: enforce } }\n` },
      { 'identities/x.yaml': `${zed}idctl: { ownership: { /state: ${mode} } }\n` },
    ),
  ),
  // A number that Kratos would not know again.
  more(
    'IDC418',
    { 'identities/x.yaml': `${zed}  phone: +1-650-FLOWERS\n${flowers}` },
    { 'identities/x.yaml': `${zed}  phone: "+16503569377"\n${flowers}` },
  ),
]
