import { expect, test } from 'vitest'
import { renderNoPlanJson, renderReportJson, reportJsonParts } from '../../../src/render/json.ts'
import { shownPlan } from '../../../src/render/masking/shown-plan.ts'
import { planJson } from '../../support/plan-text.ts'
import { fieldOf, noPlanOf, planOf, updateOf } from './fixtures.ts'

test('a plan has the published members, and says which leaf is sensitive', () => {
  const plan = planOf(
    [
      updateOf('ada', {
        fields: [fieldOf('/traits/roles'), fieldOf('/traits/phone', { after: 'CANARY', sensitive: true })],
      }),
    ],
    { summary: { update: 1 }, diagnostics: [{ severity: 'warning', code: 'IDC201', summary: 's', secret: true }] },
  )
  const parsed = JSON.parse(planJson(shownPlan(plan)))
  expect(parsed).toMatchObject({
    format_version: 1,
    target: 'prod',
    workspace: 'acme-1',
    summary: { update: 1 },
    changes: [
      {
        action: 'update',
        key: 'ada',
        origin: { file: 'identities/ada.yaml', line: 3 },
        reason: 'pending',
        fields: [
          { path: '/traits/roles', before: 'old', after: 'new', cause: 'pending', sensitive: false },
          { path: '/traits/phone', before: '(sensitive)', after: '(sensitive)', sensitive: true },
        ],
        consequences: [],
      },
    ],
    guards: [],
    diagnostics: [{ severity: 'warning', code: 'IDC201', summary: 's' }],
  })
  expect(parsed.changes[0]).not.toHaveProperty('mark')
  expect(parsed.changes[0]).not.toHaveProperty('base')
  expect(parsed.diagnostics[0]).not.toHaveProperty('secret')
})

test('where there is no plan, the members are there all the same', () => {
  const { diagnostics, ...nothing } = JSON.parse(planJson(planOf([])))
  const noPlan = noPlanOf([{ severity: 'error', code: 'IDC501', summary: 'twice' }])
  const head = { ...noPlan.head, selection: 'a*', write_credentials: ['ada'], consents: { removals: 1 } }
  expect(JSON.parse(renderNoPlanJson({ ...noPlan, head }))).toEqual({
    ...nothing,
    ...head,
    diagnostics: noPlan.diagnostics,
  })
})

test('a report is one document', () => {
  const counts = { done: 0, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 }
  const json = renderReportJson(
    { report: { counts, interrupted: true, outcomes: [] }, facts: { run: 'r', command: 'apply', milliseconds: 1 } },
    { target: 'prod', workspace: 'acme-1' },
  )
  expect(JSON.parse(json)).toEqual({
    format_version: 1,
    target: 'prod',
    workspace: 'acme-1',
    run: 'r',
    summary: counts,
    interrupted: true,
    outcomes: [],
  })
})

test('the report of a plan made for the run carries that plan', () => {
  const counts = { done: 0, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 }
  const plan = planOf([])
  const { format_version, ...members } = JSON.parse(planJson(plan))
  const empty = { counts, interrupted: false, outcomes: [] }
  const facts = { command: 'apply', milliseconds: 1 }
  const report = JSON.parse([...reportJsonParts({ report: empty, facts }, plan, { plan: shownPlan(plan) })].join(''))
  expect(report).toMatchObject({ format_version, summary: counts, plan: members })
})

test('a row has the name of its person, and says that an update disables', () => {
  const state = { path: '/state', before: 'active', after: 'inactive', cause: 'pending', sensitive: false } as const
  const { changes } = JSON.parse(
    planJson(planOf([updateOf('ada', { display: 'Ada Lovelace', fields: [state] }), updateOf('bob')])),
  )
  expect(changes).toMatchObject([{ action: 'update', display: 'Ada Lovelace', disables: true }, { action: 'update' }])
  expect(changes[1]).not.toHaveProperty('disables')
})
