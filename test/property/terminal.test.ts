import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Outcome, Report } from '../../src/model/report.ts'
import { renderAccess } from '../../src/render/human/access.ts'
import { renderCheck, renderFileProblems } from '../../src/render/human/check.ts'
import { renderReport } from '../../src/render/human/report.ts'
import { renderCheckJson, renderReportJson } from '../../src/render/json.ts'
import { renderDriftJson } from '../../src/render/json-drift.ts'
import { plainStyle } from '../../src/render/style.ts'
import * as arbitrary from '../support/arbitrary-plan.ts'
import { runsOf } from '../support/depth.ts'
import { judged } from '../support/drift.ts'
import { driftText } from '../support/drift-text.ts'
import { planJson, planText } from '../support/plan-text.ts'
import { poison, poisonPlan } from '../support/poison.ts'

const runs = { numRuns: runsOf({ quick: 40, deep: 500 }) }

/** Erases the screen, sets the title, hides what follows, turns the direction, and starts a line that idctl might print. */
const hostile = '\u001b[2J\u009b31m\u001b]0;title\u0007\u0008\r\u202e\u2066\u2028\u{e0041}\nPlan: nothing at all'

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2060-\u2069\u{e0000}-\u{e007f}]/u

function expectSafe(outputs: readonly string[]): void {
  expect(outputs.filter((text) => obeyed.test(text))).toEqual([])
  // Nor does anybody's data start a line of its own.
  expect(outputs.filter((text) => text.includes('\nPlan: nothing at all'))).toEqual([])
}

const noSnippet = () => undefined

test('no text of a plan is obeyed by a terminal, in any format', () => {
  fc.assert(
    fc.property(arbitrary.plan, (given) => {
      const plan = { ...poisonPlan(given, hostile), target: hostile, workspace: hostile }
      const lost_places = [{ place: hostile, people: 2 }]
      const guards = plan.guards.map((guard) => ({ ...guard, rule: hostile, lost_places }))
      const { diagnostics } = plan
      const drifting = { ...plan, drift: { live: 1, managed: 1, moved: [], unmanaged: [{ id: hostile }] } }
      const found = {
        plan: drifting,
        view: judged(drifting),
        update: { file: hostile, added: [{ id: hostile }], dropped: [], kept: [] },
      }
      const check = { files: 1, documents: 1, diagnostics }
      expectSafe([
        planText({ ...plan, guards }),
        planJson({ ...plan, guards }),
        driftText(found),
        renderDriftJson(found),
        renderCheck(check, plainStyle, noSnippet),
        renderCheckJson(check),
        renderFileProblems('configuration', diagnostics, plainStyle, noSnippet),
      ])
    }),
    runs,
  )
})

const outcome: Outcome = {
  key: 'k',
  action: 'update',
  outcome: 'failed',
  id: 'i',
  origin: { file: 'f', line: 1, column: 1 },
  reason: 'r',
  hint: 'h',
  paths: ['/traits/p'],
  request_id: 'q',
}

test('nor is a text of a report, whatever Kratos answered', () => {
  const counts = { done: 0, 'already-done': 0, moved: 0, failed: 1, skipped: 0, blocked: 0 }
  const words = new Set(['update', 'failed'])
  const report: Report = { outcomes: [poison(outcome, hostile, words)], counts, interrupted: false }
  expectSafe([
    // Kratos gives a reason in several lines; those are indented, so none passes for a line of idctl.
    renderReport(report, { command: 'apply', milliseconds: 12_000 }, plainStyle),
    renderReportJson({ report, facts: { command: 'apply', milliseconds: 0 } }, { target: hostile, workspace: hostile }),
  ])
})

test('nor a key, a name or a file among the ways in', () => {
  const origin = { file: hostile, line: 1, column: 1 }
  const access = { key: hostile, display: hostile, id: 'i', origin, state: 'active', way_in: ['password'] } as const
  expectSafe([renderAccess([{ ...access, not_known: [] }], plainStyle)])
})
