import { expect, test } from 'vitest'
import { shellWord } from '../../../src/model/shell-word.ts'
import { renderNoPlan } from '../../../src/render/human/plan.ts'
import { shownPlan } from '../../../src/render/masking/shown-plan.ts'
import { plainStyle } from '../../../src/render/style.ts'
import { planJson, planText } from '../../support/plan-text.ts'
import { createOf, fieldOf, noPlanOf, planOf, updateOf } from './fixtures.ts'

const text = (...args: Parameters<typeof planOf>): string => planText(shownPlan(planOf(...args)))

test('a plan that changes nothing is one line', () => {
  expect(text([], { summary: { unchanged: 1204, unmanaged: 37 } })).toBe('No changes. 1204 unchanged, 37 unmanaged.\n')
  expect(text([], { summary: { unchanged: 3 } })).toBe('No changes. 3 unchanged.\n')
  expect(text([])).toBe('No changes.\n')
})

test('one line more says how many marks have former origins', () => {
  expect(text([], { summary: { unchanged: 3, former_origins: 1 } })).toBe(
    'No changes. 3 unchanged.\n1 mark still names the file that its document was in before; the next write renews it.\n',
  )
  expect(text([], { summary: { unchanged: 3000, former_origins: 2999 } }).replace(/\n {2}/g, ' ')).toBe(
    'No changes. 3000 unchanged.\n2999 marks still name the files that their documents were in before; the next write to each renews it.\n',
  )
})

test('a row has key, place, reason, leaves with their cause, and consequences', () => {
  const change = updateOf('ada', {
    reason: 'drift',
    fields: [
      fieldOf('/traits/roles', { before: ['engineer'], after: ['admin', 'engineer'], cause: 'drift' }),
      { path: '/metadata_public/team', after: 'compilers', cause: 'pending', sensitive: false },
    ],
    consequences: [{ code: 'sessions-revoked', text: 'sessions revoked' }],
  })
  expect(text([change], { summary: { update: 1, drifted: 1 } })).toBe(`Workspace acme-1 on prod

Other updates (1)
~ update   ada  identities/ada.yaml:3  (drift)
           /traits/roles          + "admin" (1 stays)
           /metadata_public/team  (absent) → "compilers" (pending)
           note: sessions revoked

Plan: 1 to update. 1 drifted.
`)
})

test('of a very long value both ends stand in a row, and the whole of it in JSON', () => {
  const long = 'x'.repeat(2_000_000)
  const change = updateOf('ada', {
    fields: [fieldOf('/traits/name', { before: long, after: `${'y'.repeat(998)}\u{1F600}${long}`, cause: 'drift' })],
  })
  const shown = text([change])
  expect(shown.length).toBeLessThan(4000)
  expect(shown).toMatch(/- "x+…" *\n +\+ "y+…y+\u{1F600}x+…" \(1015 characters\)\n/u)
  expect(text([updateOf('bob', { fields: [fieldOf('/traits/n', { before: 1, after: { long } })] })])).toMatch(
    /1 →\n +\{"long":"x+…x+"\} \(2000011 characters\)\n/,
  )
  expect(Buffer.from(shown).toString()).toBe(shown)
  expect(planJson(planOf([change]))).toContain(long)
})

test('a sensitive address is in no path', () => {
  const path = '/verifiable_addresses/email:CANARY@example.com/verified'
  const change = updateOf('ada', { fields: [{ path, before: false, after: true, cause: 'pending', sensitive: true }] })
  for (const shown of [text([change]), planJson(shownPlan(planOf([change])))]) {
    expect(shown).toContain('/verifiable_addresses/email:(sensitive)/verified')
    expect(shown).not.toContain('CANARY')
  }
})

test('a creation shows its values and how the person will sign in', () => {
  const shown = text([
    createOf('bob', { fields: [fieldOf('/traits/email', { after: 'bob@example.com', cause: 'new' })] }),
  ])
  expect(shown).toContain('+ create   bob  identities/bob.yaml:3\n           /traits/email "bob@example.com"\n')
  expect(shown).toContain('           way in: password, recovery\n')
  expect(text([createOf('bob', { way_in: ['none'] })])).toContain('note: no way in: this person cannot sign in')
})

test('what costs most comes first', () => {
  const live = { id: 'i', base: 'b', reason: 'document-gone', fields: [], consequences: [], counts: {} } as const
  const mark = updateOf('x').mark
  const shown = text([
    createOf('creation'),
    { ...live, action: 'delete', key: 'deletion' },
    updateOf('update'),
    updateOf('rename', { counts: { identifier_changes: 1 } }),
    updateOf('adoption', { action: 'adopt', reason: 'unmarked' }),
    { ...live, action: 'release', key: 'let-go' },
    { ...live, action: 'disable', key: 'disabled', mark, revoke_sessions: true },
    updateOf('stuck', {
      blocked: { code: 'protected', reason: 'it is protected', hint: 'idctl release stuck --protected' },
    }),
  ])
  const rows = shown.split('\n').filter((line) => /^\S /.test(line))
  expect(rows.map((line) => line.split(/ +/).slice(0, 3).join(' '))).toEqual([
    'x update stuck',
    '- delete deletion',
    '! disable disabled',
    'o release let-go',
    '~ update rename',
    '~ update update',
    '< adopt adoption',
    '+ create creation',
  ])
  expect(shown).toContain('           blocked: it is protected\n           hint: idctl release stuck --protected\n')
})

test('leaves that wait stand below those that are written', () => {
  const waits = { code: 'taken-back', reason: 'too much', hint: 'consent' } as const
  const fields = [fieldOf('/traits/roles', { before: ['admin'], after: [], cause: 'pending' })]
  const waiting = [fieldOf('/traits/prefs', { before: 1, after: 2, cause: 'drift' })]
  const row = updateOf('ada', { reason: 'both', fields, waits: { ...waits, fields: waiting } })
  expect(text([row])).toContain(`           /traits/roles  - "admin" (pending)
           /traits/prefs  1 → 2 (drift) (waits)
           waits: too much
           hint: consent
`)
})

test('sensitive leaves and references are never printed', () => {
  const shown = text([
    updateOf('ada', {
      fields: [
        fieldOf('/traits/phone', { before: 'CANARY-1', after: 'CANARY-2', sensitive: true }),
        { path: '/traits/pin', cause: 'pending', sensitive: true, reference: `\${env:CANARY}` },
      ],
      observed: [fieldOf('/traits/ssn', { before: 'CANARY-3', after: 'CANARY-4', sensitive: true })],
    }),
  ])
  expect(shown).not.toContain('CANARY')
  expect(shown).toContain('/traits/phone  (sensitive) → (sensitive)\n           /traits/pin    (sensitive)\n')
})

test('terminal escapes never reach the terminal', () => {
  const shown = text([updateOf('a\u001b[2J', { fields: [fieldOf('/traits/\u202e', { after: '\u009b31m' })] })])
  expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u)
})

test('a hint that more than three rows would give stands once above them, with KEY for their keys', () => {
  const blockedOf = (key: string, hint: string) =>
    updateOf(key, { action: 'adopt', reason: 'unmarked', blocked: { code: 'adoption', reason: 'who knows', hint } })
  const rows = (keys: readonly string[]) =>
    keys.map((key) => blockedOf(key, `find out who it is, then: \`idctl adopt ${shellWord(key)}\``))
  const other = blockedOf('eve', 'ask `idctl adopt ada`')
  const many = text([...rows(['ada', 'bob', "o'hara", 'a b']), other])
  expect(many).toContain('Blocked (5)\n  hint for 4: find out who it is, then: `idctl adopt KEY`\n')
  expect(many.match(/ hint: /g)).toHaveLength(1)
  expect(many).toContain('hint: ask `idctl adopt ada`')
  expect(many.match(/blocked: who knows/g)).toHaveLength(5)
  const few = text(rows(['ada', 'bob', 'eve']))
  for (const key of ['ada', 'bob', 'eve'])
    expect(few).toContain(`hint: find out who it is, then: \`idctl adopt ${key}\``)
})

test('a tripped guard says count, limit, place and consent', () => {
  const shown = text([updateOf('ada')], {
    guards: [
      {
        guard: 'field_removals',
        count: 12,
        limit: 10,
        rule: 'guards.field_removals: 5 % of 20, at least 10',
        tripped: true,
      },
      { guard: 'updates', count: 1, limit: 100, rule: 'fine', tripped: false },
    ],
  })
  expect(shown).toContain(
    '✗ Refused: 12 values that are taken away, above the limit of 10 (guards.field_removals: 5 % of 20,\n' +
      '  at least 10). If that is meant: --allow-field-removals=12\n',
  )
  expect(shown).not.toContain('fine')
})

test('a guard that lets none pass says so, and what was consented to', () => {
  const swaps = { guard: 'swaps', count: 2, limit: 0, rule: 'guards.swaps: 0', consent: 1, tripped: true } as const
  expect(text([updateOf('ada')], { guards: [swaps] })).toContain(
    '✗ Refused: 2 swaps of sign-in addresses, and none passes without consent (guards.swaps: 0); consent\n' +
      '  was given for 1. If that is meant: --allow-swaps=2\n',
  )
})

test('a replacement is refused in words that say what would be lost', () => {
  const one = { guard: 'replacements', count: 1, limit: 0, rule: 'guards.replacements: 0', tripped: true } as const
  const shown = text([updateOf('ada')], { guards: [one] })
  expect(shown.replace(/\n +/g, ' ')).toContain(
    '✗ Refused: 1 account that a new and empty one replaces, and none passes',
  )
})

test('a guard that trips within its limit does not speak of more than that', () => {
  const rule = 'removing all that is managed always needs consent'
  const shown = text([updateOf('ada')], { guards: [{ guard: 'removals', count: 2, limit: 3, rule, tripped: true }] })
  expect(shown.replace(/\n +/g, ' ')).toContain(
    `2 removals, within the limit of 3, but ${rule}. If that is meant: --allow-removals=2\n`,
  )
})

test('with errors there is no plan', () => {
  const at = { file: 'a.yaml', line: 1, column: 2 }
  const noPlan = noPlanOf([
    { severity: 'warning', code: 'IDC201', summary: 'second' },
    { severity: 'error', code: 'IDC202', summary: 'first', at, hint: 'do it' },
  ])
  expect(
    renderNoPlan(noPlan, { style: plainStyle, readSnippet: () => undefined, detail: 'folded' }),
  ).toBe(`a.yaml:1:2: error IDC202: first
  hint: do it

warning IDC201: second

1 error, 1 warning; there is no plan until the errors are gone.
\`idctl explain IDC202\` tells more; likewise IDC201.
`)
})

test('who comes stands right behind who goes, where the two may be one person', () => {
  const { mark: _mark, ...left } = updateOf('old')
  const goes = { ...left, action: 'delete', reason: 'document-gone', replaced_by: 'new' } as const
  const comes = createOf('new', { replaces: { key: 'old', id: goes.id } })
  const { replaced_by: _replacedBy, ...plain } = { ...goes, key: 'other' }
  const shown = text([createOf('anybody'), comes, updateOf('ada'), goes, plain])
  const rows = shown.split('\n').filter((line) => /^[-+~] /.test(line))
  expect(rows.map((row) => row.split(/ {2,}/)[1])).toEqual(['old', 'new', 'other', 'ada', 'anybody'])
})
