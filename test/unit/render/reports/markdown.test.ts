import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Change, DeleteChange } from '../../../../src/model/change.ts'
import { noOutcomes } from '../../../../src/model/outcome-counts.ts'
import type { Plan } from '../../../../src/model/plan.ts'
import type { Report } from '../../../../src/model/report.ts'
import type { FailureFound } from '../../../../src/render/format.ts'
import { createMasking } from '../../../../src/render/masking/masking.ts'
import { shownPlan } from '../../../../src/render/masking/shown-plan.ts'
import { linkTo } from '../../../../src/render/reports/link-to.ts'
import { markdown } from '../../../../src/render/reports/markdown.ts'
import type { ReportContent, ReportSheet } from '../../../../src/render/reports/report-format.ts'
import { further } from '../../../support/depth.ts'
import { createOf, fieldOf, updateOf } from '../fixtures.ts'
import { driftOfMany, driftOfManyKinds, driftOfPower, noDrift } from '../screen-drift.ts'
import { manyKinds, manyPeople, planWith, powerfulPeople } from '../screen-plans.ts'
import { fiveMistakes, killedRun, now, oneCause, outage, someFailures, someRuns } from '../screen-runs.ts'

const sheet: ReportSheet = {
  command: 'plan',
  idctlVersion: '1.2.3',
  exit: 'ok',
  masked: false,
  prefix: 'ops/acme/',
  configFile: 'idctl.yaml',
}
const linkBase = 'https://github.com/acme/people/blob/3f2a9c1'

const textOf = (content: ReportContent, over: Partial<ReportSheet> = {}) =>
  [...markdown(content, { ...sheet, ...over })].join('')
const planned = (plan: Plan): ReportContent => ({ subject: { kind: 'plan', plan: shownPlan(plan) } })

const facts = { command: 'apply', milliseconds: 10_300, run: '20261127T223000.123Z-a67326' }
const place = { target: 'prod', workspace: 'acme-prod' }
const ran = (report: Report): ReportContent => ({ subject: { kind: 'run', report, facts, place } })
const apply = { command: 'apply', exit: 'incomplete' } as const
const head = { ...place, consents: {} }
const { diagnostics } = fiveMistakes
const refused: FailureFound = {
  exit: 4,
  name: 'refused',
  message: 'the plan was made for another server',
  hint: 'make a new one: `idctl plan`',
}

/** A small plan of most kinds, which docs/guides/reports.md shows. */
const example = planWith(
  manyKinds().changes.filter(({ key }) => /^emp-(?:1001|1003|1004|1006|2000)$/.test(key)),
  {
    guards: [
      { guard: 'removals', count: 2, limit: 1, rule: 'guards.removals: 1', consent: 2, tripped: false },
      { guard: 'updates', count: 1, limit: 20, rule: 'guards.updates: 20', tripped: false },
    ],
    made_from: { commit: '3f2a9c1d'.repeat(5), branch: 'add-zoe', tree: 'clean' },
  },
)

/** Kept as files and read line by line: `npx vitest -u` writes what the reports are now. */
test.each<[name: string, content: ReportContent, over: Partial<ReportSheet>]>([
  ['plan-nothing', planned(planWith([])), {}],
  ['plan-1-person', planned(planWith([createOf('ada', { fields: [fieldOf('/traits/email')] })])), {}],
  ['plan-example', planned(example), { linkBase, prefix: '' }],
  ['plan-many-kinds', planned(manyKinds()), { linkBase, exit: 'refused' }],
  ['plan-privileged', planned(powerfulPeople()), { linkBase }],
  ['plan-300-people', planned(manyPeople(300)), { linkBase }],
  [
    'drift-many-kinds',
    { subject: { kind: 'drift', found: driftOfManyKinds(), answers: ['Undo: idctl apply', 'Keep: idctl accept KEY'] } },
    { command: 'drift', exit: 'differs', linkBase },
  ],
  ['drift-many', { subject: { kind: 'drift', found: driftOfMany(300), answers: [] } }, { command: 'drift' }],
  ['no-plan', { subject: { kind: 'no-plan', why: { ok: false, head, diagnostics } } }, { exit: 'invalid', linkBase }],
  [
    'validate-mistakes',
    { subject: { kind: 'check', check: { files: 14, documents: 20, diagnostics } } },
    { command: 'validate', exit: 'invalid', place },
  ],
  ['apply-failures', ran(someFailures(20)), { ...apply, linkBase }],
  ['apply-one-cause', ran(oneCause(300)), apply],
  ['apply-outage', ran(outage(137)), apply],
  ['apply-refused', { failure: refused }, { command: 'apply', exit: 'refused', place }],
  [
    'runs',
    { subject: { kind: 'runs', runs: [...someRuns(100), { run: 'x', problem: 'a | b' }], now } },
    { command: 'runs' },
  ],
  ['runs-last', { subject: { kind: 'story', run: killedRun(20) } }, { command: 'runs' }],
  ['drift-privileged', { subject: { kind: 'drift', found: driftOfPower(), answers: [] } }, { command: 'drift' }],
  ['drift-nothing', { subject: { kind: 'drift', found: noDrift(), answers: [] } }, { command: 'drift' }],
])('report %s', async (name, content, over) => {
  await expect(textOf(content, over)).toMatchFileSnapshot(`markdown/${name}.md`)
})

test('the page about reports shows what a plan of some kinds looks like', () => {
  const page = readFileSync(new URL('../../../../docs/guides/reports.md', import.meta.url), 'utf8')
  const text = textOf(planned(example), { linkBase, prefix: '' })
  const [, shown = ''] = /<!-- example -->\n\n(.*?)\n\n<!-- end of the example -->/s.exec(page) ?? []
  const [, ...visible] = text.trimEnd().split('\n')
  expect(shown).toBe(visible.map((line) => `> ${line}`.trimEnd()).join('\n'))
})

const gone = (count: number, over: Partial<DeleteChange> = {}): Change[] =>
  Array.from({ length: count }, (_, index) => {
    const { mark: _mark, ...live } = updateOf(`emp-${index}`, {
      display: `Ada Person${index}`,
      reason: 'document-gone',
    })
    return { ...live, action: 'delete', counts: { removals: 1 }, ...over }
  })

/** The keys that a text names. */
const keysIn = (text: string) => new Set(text.match(/\bemp-\d+\b/g))

describe('however large a plan is', () => {
  test.each([0, 1, 300, 3000])('%i removals are all there', (count) => {
    const text = textOf(planned(planWith(gone(count))), { linkBase })
    expect(text.length).toBeLessThanOrEqual(60_000)
    expect(keysIn(text).size).toBe(count)
    expect(text).not.toContain('Not everything fits')
  })

  test('what not even its keys have room for is said in the beginning, with the number and where it is', () => {
    const changes = gone(100_000)
    const text = textOf(planned(planWith(changes)))
    expect(text.length).toBeLessThanOrEqual(60_000)
    expect(text.length).toBeGreaterThan(59_000)
    const missing = 100_000 - keysIn(text).size
    expect(text.split('\n')[3]).toBe(
      '**Not everything fits into 60000 characters. Not listed here: ' +
        `${missing} of the 100000 under “Removed”. All of it: \`idctl plan --full\`, or \`idctl show PLAN --full\` of a plan that was kept**`,
    )
    expect(text).toContain(`**Removed: ${missing} of 100000 have no room here.`)
  })

  test('removals come before all else, and few do not give way to many', () => {
    const blocked = { code: 'held', reason: 'it may be the account of somebody else' } as const
    const changes = [
      ...gone(3),
      ...Array.from({ length: 20000 }, (_, index) => updateOf(`held-${index}`, { blocked })),
      ...Array.from({ length: 20000 }, (_, index) => createOf(`new-${index}`, { way_in: ['code_email'] })),
      ...Array.from({ length: 300 }, (_, index) =>
        updateOf(`moved-${index}`, { fields: [fieldOf('/traits/city', { after: `city ${index}` })] }),
      ),
    ]
    const text = textOf(planned(planWith(changes)))
    expect(text.length).toBeLessThanOrEqual(60_000)
    expect([...keysIn(text)]).toEqual(['emp-0', 'emp-1', 'emp-2'])
    expect(text).toContain('document is gone')
    expect(text).toMatch(/\d+ of the 20000 under “Blocked”/)
    expect(text).toContain('\nNew: 20000 of 20000 have no room here.')
    expect(text).toContain('\nOther updates: 300 of 300 have no room here.')
  })

  further('a comment of 100,000 changes is made row by row, in the memory that the plan leaves', () => {
    let read = 0
    const changes = Array.from({ length: 100_000 }, (_, index) => createOf(`new-${index}`))
    const counted = new Proxy(changes, {
      get: (list, name) => {
        read += Number(typeof name === 'string' && /^\d+$/.test(name))
        return Reflect.get(list, name)
      },
    })
    const text = textOf(planned({ ...planWith(changes), changes: counted }))
    expect(text.length).toBeLessThan(5_000)
    expect(text).toContain('99997 more like these')
    // Once to count privileged values, once to survey them; then only what is shown.
    expect(read).toBeLessThan(201_000)
  })
})

describe('the first line', () => {
  const markerOf = (content: ReportContent, over: Partial<ReportSheet> = {}) => textOf(content, over).split('\n')[0]

  test('stays the same whatever is found, so that a pipeline finds its comment', () => {
    const place = { workspace: 'acme-prod', target: 'prod (https://kratos-admin.internal)' }
    const failure: FailureFound = { exit: 6, name: 'unreadable', message: 'no answer' }
    const marker = markerOf(planned(manyKinds()))
    expect(marker).toBe(
      '<!-- idctl:plan workspace=acme-prod target=prod%20%28https%3A%2F%2Fkratos-admin.internal%29 -->',
    )
    expect(markerOf({ failure }, { place })).toBe(marker)
    const { target, workspace } = place
    const why = { ok: false, head: { target, workspace, consents: {} }, diagnostics: [] } as const
    expect(markerOf({ subject: { kind: 'no-plan', why } })).toBe(marker)
    expect(markerOf(planned(planWith([])), { command: 'apply' })).not.toBe(marker)
  })

  test('names the shard of a plan, so that each has a comment of its own', () => {
    const report = { outcomes: [], counts: noOutcomes(), interrupted: false } as const
    const shard = { index: 2, count: 4, changes: 0, planned: 9 }
    const facts = { command: 'apply', milliseconds: 1, shard }
    const subject = { kind: 'run', report, facts, place: { workspace: 'acme', target: 'prod' } } as const
    expect(markerOf({ subject }, { command: 'apply' })).toBe(
      '<!-- idctl:apply workspace=acme target=prod shard=2/4 -->',
    )
  })

  test('has no sign that ends a comment', () => {
    const place = { workspace: 'a--b', target: '--> <b> --!>' }
    expect(markerOf({ failure: { exit: 1, name: 'error', message: 'x' } }, { place })).toBe(
      '<!-- idctl:plan workspace=a%2D-b target=%2D-%3E%20%3Cb%3E%20%2D-%21%3E -->',
    )
  })
})

test('how many marks have former origins stands below the verdict', () => {
  const plan = planWith([])
  const text = textOf(planned({ ...plan, summary: { ...plan.summary, former_origins: 60 } }))
  expect(text).toContain('60 marks still name the files that their documents were in before')
})

test('whoever loses access or waits in part is told apart from updates that fold', () => {
  const waits = { code: 'taken-back', reason: 'people set it', fields: [] } as const
  const changes = [
    ...Array.from({ length: 20 }, (_, index) => updateOf(`u-${index}`, { fields: [fieldOf('/traits/a')] })),
    updateOf('loser', { fields: [fieldOf('/traits/email', { after: undefined as never })], counts: { removals: 1 } }),
    updateOf('waiter', { waits }),
  ]
  const text = textOf(planned(planWith(changes)))
  expect(text).toContain('#### Lose access, or wait in part (2)')
  expect(text).toContain('#### Other updates (20)')
})

test('with --mask no row links to a file', () => {
  const masking = createMasking(Buffer.from('a key of the tests'))
  const text = textOf({ subject: { kind: 'plan', plan: shownPlan(manyKinds(), masking) } }, { linkBase, masked: true })
  expect(text).not.toContain(linkBase)
  expect(text).not.toMatch(/emp-\d|engineering/)
  expect(text).toContain('Pseudonyms stand for people, values and files.')
})

describe('links', () => {
  const at = (file: string, line = 12) => ({ file, line, column: 1 })

  test.each([
    ['identities/ada.yaml', 'ops/acme/', `${linkBase}/ops/acme/identities/ada.yaml#L12`],
    ['a b/ü(1)#?.yaml', '', `${linkBase}/a%20b/%C3%BC%281%29%23%3F.yaml#L12`],
    ['../shared/ada.yaml', 'ops/acme/', `${linkBase}/ops/shared/ada.yaml#L12`],
    ['../../../elsewhere.yaml', 'ops/acme/', undefined],
    ['/tmp/x.yaml', '', undefined],
  ])('%s below %s', (file, prefix, url) => {
    expect(linkTo(at(file), { linkBase, prefix, masked: false })).toBe(url)
  })

  test('a file alone has no line', () => {
    expect(linkTo(at('x.yaml', 0), { linkBase, prefix: '', masked: false })).toBe(`${linkBase}/x.yaml`)
  })
})
