/** A mistake in a right baseline, and the ways that its hint (or, without one, its summary) offers. */
export interface BaselineMistake {
  readonly code: string
  readonly edit: Edit
  readonly ways: readonly Edit[]
}

type Edit = readonly [from: string | RegExp, to: string]

export const rightBaseline = `version: 1
accepted:
  - { key: ada, path: /traits/name, owner: it, reason: married, expires: 2027-01-31 }
  - { key: bob, kind: missing, owner: it, reason: leaves, expires: 2027-01-31 }
`

export const baselineMistakes: readonly BaselineMistake[] = [
  mistake('IDC570', [/.*/s, ''], [/$/, 'version: 1\naccepted: []\n']),
  mistake('IDC570', [/.*/s, '- ada\n'], [/.*/s, 'version: 1\naccepted: []\n']),
  mistake('IDC570', ['kind: missing', 'kind: mising'], ['mising', 'missing']),
  mistake(
    'IDC570',
    ['kind: missing, ', ''],
    ['key: bob', 'key: bob, kind: missing'],
    ['key: bob', 'key: bob, path: /state'],
  ),
  mistake(
    'IDC570',
    ['key: ada, path: /traits/name', 'id: 22222222-2222-4222-8222-222222222222, key: ada'],
    ['key: ada, ', ''],
    ['id: 22222222-2222-4222-8222-222222222222, key: ada', 'key: ada, path: /traits/name'],
  ),
  mistake('IDC570', ['expires: 2027-01-31', 'expires: 2027-02-31'], ['2027-02-31', '2027-02-28']),
  mistake('IDC570', ['key: ada', 'key: 4711'], ['4711', '"4711"']),
  mistake('IDC571', ['owner: it', 'ownr: it'], ['ownr', 'owner']),
  mistake('IDC571', ['accepted:', 'acepted:'], ['acepted', 'accepted']),
  mistake('IDC571', ['reason: married', 'reason: married, colour: red'], [', colour: red', '']),
  mistake('IDC572', ['key: bob, kind: missing', 'key: ada, path: /traits/name'], [/ {2}- \{ key: ada.*\n/, '']),
]

function mistake(code: string, edit: Edit, ...ways: readonly Edit[]): BaselineMistake {
  return { code, edit, ways }
}
