import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockedCodes } from '../../src/model/change-codes.ts'
import { type EndingCode, endings } from '../../src/model/endings.ts'
import { noOutcomes } from '../../src/model/outcome-counts.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Outcome, OutcomeKind, Report } from '../../src/model/report.ts'
import { writePlanFile } from '../../src/records/planfile/write.ts'
import type { DriftFound, Format, Sheet } from '../../src/render/format.ts'
import { formatFor } from '../../src/render/formats.ts'
import type { Shown } from '../../src/render/masking/hide-first.ts'
import { createMasking } from '../../src/render/masking/masking.ts'
import { shownDrift } from '../../src/render/masking/shown-drift.ts'
import { shownPlan } from '../../src/render/masking/shown-plan.ts'
import { eventsOf } from '../../src/render/reports/events.ts'
import { plainStyle } from '../../src/render/style.ts'
import * as arbitrary from '../support/arbitrary-plan.ts'
import { judged } from '../support/drift.ts'
import { faultsOf } from '../support/json-formats.ts'

const masking = createMasking(Buffer.from('a key of the tests'))
const shown: Readonly<Record<string, Shown>> = {
  plain: (value, show) => show(value),
  masked: (value, show) => show(value, masking),
}
const way = fc.constantFrom('plain', 'masked')

function jsonFor(masked: string): { format: Format<Plan>; sheet: Sheet } {
  const sheet = {
    style: plainStyle,
    readSnippet: () => undefined,
    detail: 'full' as const,
    masked: masked === 'masked',
  }
  return { format: formatFor('json', shown[masked] as Shown), sheet }
}

function readJson(text: string | Iterable<string>): unknown {
  return JSON.parse(typeof text === 'string' ? text : [...text].join(''))
}

const text = fc.string({ unit: 'grapheme', maxLength: 12 })

const outcome: fc.Arbitrary<Outcome> = fc.record(
  {
    key: text,
    action: fc.constantFrom('create', 'update', 'adopt', 'release', 'disable', 'delete', 'none'),
    disables: fc.constant(true as const),
    outcome: fc.constantFrom(...(Object.keys(noOutcomes()) as OutcomeKind[])),
    id: fc.uuid(),
    origin: fc.record({ file: text, line: fc.nat(9), column: fc.nat(9) }),
    code: fc.constantFrom(...(Object.keys(endings) as EndingCode[]), ...blockedCodes),
    reason: text,
    hint: text,
    paths: fc.array(text, { maxLength: 2 }),
    request_id: text,
    waits: fc.constant(true as const),
    orphan: fc.constant(true as const),
  },
  { requiredKeys: ['key', 'action', 'outcome'] },
)

const report: fc.Arbitrary<Report> = fc.record(
  {
    outcomes: fc.array(outcome, { maxLength: 5 }),
    problems: fc.array(fc.record({ message: text, hint: text }, { requiredKeys: ['message'] }), { maxLength: 2 }),
    counts: fc.constant(noOutcomes()),
    interrupted: fc.boolean(),
    unavailable: text,
    aborted: fc.constant(true as const),
  },
  { requiredKeys: ['outcomes', 'counts', 'interrupted'] },
)

test('every plan as JSON is what its schema says, and nothing more', () => {
  fc.assert(
    fc.property(arbitrary.plan, way, (plan, masked) => {
      const { format, sheet } = jsonFor(masked)
      expect(faultsOf('plan', readJson(format.plan(plan, sheet)))).toEqual([])
      const { target, workspace, consents, diagnostics } = plan
      const noPlan = { ok: false, head: { target, workspace, consents }, diagnostics } as const
      expect(faultsOf('plan', readJson(format.noPlan(noPlan, sheet)))).toEqual([])
      expect(faultsOf('drift', readJson(format.noDrift(noPlan, sheet)))).toEqual([])
    }),
  )
})

test('the events of a plan say what its document says', () => {
  fc.assert(
    fc.property(arbitrary.plan, way, (plan, masked) => {
      const { format, sheet } = jsonFor(masked)
      const shownOnce = (shown[masked] as Shown)(plan, shownPlan)
      const events = [...eventsOf({ kind: 'plan', plan: shownOnce })].map((event) => JSON.parse(JSON.stringify(event)))
      expect(events.flatMap((event) => faultsOf('event', event))).toEqual([])
      const document = readJson(format.plan(plan, sheet)) as Record<string, unknown>
      const of = (type: string) => events.filter((event) => event.type === type).map(({ type: _, ...event }) => event)
      expect(of('change')).toEqual(document['changes'])
      expect(of('guard')).toEqual(document['guards'])
      expect(of('diagnostic')).toEqual(document['diagnostics'])
      const { summary, privileged } = document
      expect(of('summary')).toEqual([{ ...(summary as object), ...(privileged ? { privileged } : {}) }])
    }),
  )
})

test('so is all drift', () => {
  fc.assert(
    fc.property(arbitrary.plan, way, (plan, masked) => {
      const { format, sheet } = jsonFor(masked)
      const moved = plan.changes.map((_, index) => ({ id: `${index}`, leaves: {}, whole: 'digest' }))
      const unmanaged = [{ id: 'a' }, { id: 'b', foreign: true as const }]
      const withFacts = { ...plan, drift: { live: 5, managed: 3, moved, unmanaged } }
      const added = [{ key: 'k', path: '/traits/a', live: 'd' }, { key: 'k', kind: 'missing' as const }, { id: 'a' }]
      const found: DriftFound = {
        plan: withFacts,
        view: judged(withFacts),
        update: { file: 'baseline.yaml', added, dropped: [], kept: [] },
      }
      expect(faultsOf('drift', readJson(format.drift(found, sheet)))).toEqual([])
      const events = [...eventsOf({ kind: 'drift', found: (shown[masked] as Shown)(found, shownDrift), answers: [] })]
      const lines = events.map((event) => JSON.parse(JSON.stringify(event)))
      expect(lines.flatMap((event) => faultsOf('event', event))).toEqual([])
    }),
  )
})

test('so is every report of a run', () => {
  fc.assert(
    fc.property(arbitrary.plan, report, way, (plan, made, masked) => {
      const { format, sheet } = jsonFor(masked)
      const told = { report: made, facts: { command: 'apply', milliseconds: 1, run: 'r' } }
      expect(faultsOf('report', readJson(format.report(told, plan, sheet)))).toEqual([])
      expect(faultsOf('report', readJson(format.reportWithPlan(told, plan, sheet)))).toEqual([])
    }),
  )
})

test('every line of a plan file is what its schema says', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'idctl-formats-'))
  try {
    await fc.assert(
      fc.asyncProperty(arbitrary.plan, async (plan) => {
        const path = join(folder, 'a.plan')
        await writePlanFile(path, plan, { idctl_version: '1.0.0', made_at: new Date(0), nonce: 'n' })
        const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
        expect(lines.flatMap((line) => faultsOf('plan-file', JSON.parse(line)))).toEqual([])
      }),
      { numRuns: 30 },
    )
  } finally {
    await rm(folder, { recursive: true })
  }
})
