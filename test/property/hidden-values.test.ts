import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change, FieldChange } from '../../src/model/change.ts'
import type { PrivilegedValues } from '../../src/model/privileged.ts'
import type { DriftFound, Format, Sheet } from '../../src/render/format.ts'
import { json } from '../../src/render/json-format.ts'
import { hideFirst, type Shown } from '../../src/render/masking/hide-first.ts'
import { createMasking } from '../../src/render/masking/masking.ts'
import type { ReportSheet, ReportSubject } from '../../src/render/reports/report-format.ts'
import { reportFormats } from '../../src/render/reports/report-formats.ts'
import { takeSubjects } from '../../src/render/reports/take-subjects.ts'
import { plainStyle } from '../../src/render/style.ts'
import * as arbitrary from '../support/arbitrary-plan.ts'
import { runsOf } from '../support/depth.ts'
import { judged } from '../support/drift.ts'
import { poison } from '../support/poison.ts'

const runs = { numRuns: runsOf({ quick: 40, deep: 500 }) }

const canary = 'CANARY'
const sheet: Sheet = { style: plainStyle, readSnippet: () => undefined, masked: false, detail: 'full' }
const reportSheet: ReportSheet = {
  command: 'plan',
  idctlVersion: '1.2.3',
  exit: 'ok',
  masked: false,
  prefix: '',
  configFile: 'idctl.yaml',
}
const report = {
  outcomes: [],
  interrupted: false,
  counts: { done: 0, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 },
}

function wholeOf(text: string | Iterable<string>): string {
  return typeof text === 'string' ? text : [...text].join('')
}

const masking = createMasking(Buffer.from('a key of the tests'))
const ways: Readonly<Record<string, Shown>> = {
  plain: (value, show) => show(value),
  masked: (value, show) => show(value, masking),
}

/** A format that prints everything that it gets. */
const everything = Object.fromEntries(
  Object.keys(json).map((name) => [name, (...given: unknown[]) => JSON.stringify(given)]),
) as unknown as Format

/**
 * The members of a change that some format shows; of leaves, those that are not sensitive. `display` and `identifiers` have laws of their
 * own where they are made: no part of them is sensitive.
 */
const shownMembers: ReadonlySet<string> = new Set(
  [
    'action key mark_key id origin display identifiers reason fields released observed privileged consequences credential_changes way_in invite',
    'recreates former_id replaces replaced_by blocked waits after after_aside aside counts twin revoke_sessions',
  ].flatMap((line) => line.split(' ')),
)

const address = `/verifiable_addresses/email:${canary}@example.com/verified`

function plantIn(field: FieldChange): FieldChange {
  const { before, after, sensitive, reference } = field
  if (!sensitive && reference === undefined) return field
  const path = before === true ? address : field.path
  if (reference !== undefined) return { ...field, path, reference: `\${env:${canary}}` }
  return {
    ...field,
    path,
    ...(before === undefined ? {} : { before: { was: [canary, before] } }),
    ...(after === undefined ? {} : { after: `${canary} ${JSON.stringify(after)}` }),
  }
}

function plantInValues(values: PrivilegedValues): PrivilegedValues {
  if (!values.sensitive) return values
  const planted = (['gained', 'lost', 'kept'] as const).flatMap((effect) => {
    const items = values[effect]
    return items === undefined ? [] : [[effect, items.map((value) => ({ was: [canary, value] }))]]
  })
  return { ...values, ...Object.fromEntries(planted) }
}

/** Puts the canary where a value is sensitive, and into every member that no format shows. */
function plant(change: Change): Change {
  const members = Object.entries(change).map(([name, member]) =>
    shownMembers.has(name) ? [name, member] : [name, poison(member, canary, new Set())],
  )
  const planted = Object.fromEntries(members) as Change
  const fields = change.fields.map(plantIn)
  const observed = {
    ...(change.observed && { observed: change.observed.map(plantIn) }),
    ...(change.privileged && { privileged: change.privileged.map(plantInValues) }),
  }
  if (planted.action !== 'update' && planted.action !== 'adopt') return { ...planted, fields, ...observed }
  const { credential_changes, waits } = planted
  return {
    ...planted,
    fields,
    ...observed,
    ...(waits && { waits: { ...waits, fields: waits.fields.map(plantIn) } }),
    ...(credential_changes && {
      credential_changes: credential_changes.map((step) => {
        if (step.step === 'link') return { ...step, link: { ...step.link, subject: canary } }
        if (step.step === 'unlink') return { ...step, digest: canary }
        if (step.step === 'set' && step.type !== 'password') return { ...step, secret: { from: canary } }
        return step
      }),
    }),
  }
}

const drifted: FieldChange = { path: address, cause: 'drift', sensitive: true, before: canary, after: canary }

const planted = arbitrary.plan.map((plan) => {
  const row = plan.changes[0]
  const changes = plan.changes.map(plant)
  return { ...plan, changes: row === undefined ? [] : [{ ...plant(row), fields: [drifted] }, ...changes.slice(1)] }
})

test('a format that prints everything it gets shows nothing sensitive, and no mark, digest or secret', () => {
  fc.assert(
    fc.property(planted, fc.constantFrom(...Object.keys(ways)), (plan, way) => {
      const format = hideFirst(everything, ways[way] as Shown)
      const moved = [{ id: 'i', leaves: { [address]: canary }, whole: canary }]
      const withFacts = { ...plan, drift: { live: 1, managed: 1, moved } }
      const found: DriftFound = {
        plan: withFacts,
        view: judged(withFacts),
        update: { file: 'f', added: [{ key: 'k', path: '/traits/a', live: canary }], dropped: [], kept: [] },
      }
      const at = { file: 'f', line: 1, column: 1 }
      const { target, workspace } = plan
      const accepted = plan.changes.flatMap(({ fields }) => fields.map((field) => ({ ...field, at })))
      const acceptance = { target, workspace, key: 'k', accepted, notes: [], diagnostics: [] }
      const facts = { command: 'apply', milliseconds: 0 }
      const outputs = {
        plan: format.plan(plan, sheet),
        savedPlan: format.savedPlan(plan, sheet),
        drift: format.drift(found, sheet),
        report: format.report({ report, facts }, plan, sheet),
        reportWithPlan: format.reportWithPlan({ report, facts }, plan, sheet),
        acceptance: format.acceptance(acceptance, sheet),
        written: format.written(acceptance, sheet),
      }
      const leaks = Object.entries(outputs).filter(([, text]) => wholeOf(text).includes(canary))
      expect(leaks).toEqual([])
    }),
    runs,
  )
})

test('nor does any report that is written beside it', () => {
  fc.assert(
    fc.property(planted, fc.constantFrom(...Object.keys(ways)), (plan, way) => {
      const subjects: ReportSubject[] = []
      const format = hideFirst(
        takeSubjects(everything, (subject) => subjects.push(subject)),
        ways[way] as Shown,
      )
      const facts = { command: 'apply', milliseconds: 0 }
      const ended = plan.changes.map(({ key, action }) => ({ key, action, outcome: 'done' as const }))
      format.plan(plan, sheet)
      format.drift({ plan, view: judged(plan) }, sheet)
      format.reportWithPlan({ report: { ...report, outcomes: ended }, facts }, plan, sheet)
      const leaking = subjects.flatMap((subject) =>
        Object.entries(reportFormats).filter(([, format]) =>
          wholeOf(format({ subject }, reportSheet)).includes(canary),
        ),
      )
      expect(subjects).toHaveLength(3)
      expect(leaking.map(([name]) => name)).toEqual([])
    }),
    runs,
  )
})

test('the changes that a format gets hold none of those that are not hidden', () => {
  const got = fc.sample(planted, 1).flatMap((plan) => {
    const seen: unknown[] = []
    const format = { ...everything, plan: (shown: unknown) => [String(seen.push(shown))] } as Format
    wholeOf(hideFirst(format, ways['plain'] as Shown).plan(plan, sheet))
    return seen
  })
  expect(got).toHaveLength(1)
  expect(inspect(got, { depth: Infinity, showHidden: true })).not.toContain(canary)
})

test('a leaf keeps which of its values are there', () => {
  const isThere = ({ path: _path, before, after, reference }: FieldChange) => [
    before !== undefined,
    after !== undefined || reference !== undefined,
  ]
  fc.assert(
    fc.property(planted, (plan) => {
      const texts = hideFirst(everything, ways['plain'] as Shown).plan(plan, sheet)
      const [shown] = JSON.parse(wholeOf(texts)) as [typeof plan]
      expect(shown.changes.map(({ fields }) => fields.map(isThere))).toEqual(
        plan.changes.map(({ fields }) => fields.map(isThere)),
      )
    }),
    runs,
  )
})
