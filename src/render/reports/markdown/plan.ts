import type { Change } from '../../../model/change.ts'
import { replacedBy, waitsOf } from '../../../model/change-parts.ts'
import type { Access, GuardVerdict } from '../../../model/plan.ts'
import { waysText } from '../../human/access.ts'
import { type AlikeChanges, gatherAlikes } from '../../human/alike.ts'
import { moreText } from '../../human/more-lines.ts'
import { gatherPrivileged, type PrivilegedGroups, plannedWords, privilegedText } from '../../human/privileged.ts'
import { type Section as ChangeSection, gatherSections } from '../../human/sections.ts'
import { formerOriginsText, refusalOf, summaryLine } from '../../human/verdict.ts'
import type { ShownPlan } from '../../masking/shown-plan.ts'
import { gatherTwins } from '../../twins.ts'
import type { ReportSheet } from '../report-format.ts'
import { namedLine, type RowSheet, shortRow, wholeRow } from './change-text.ts'
import { diagnosticSection } from './diagnostics.ts'
import type { Section } from './document.ts'
import type { Item } from './fit.ts'
import { code, prose } from './inert.ts'
import { personText, privilegedSection } from './privileged.ts'
import { detailsForm, keyText, listForm, named, nameText, placeText, rowText, sentence } from './rows.ts'
import { vitalSection } from './vital-section.ts'

/** The verdict, the guards, and what the plan is about. */
export function planLead(plan: ShownPlan): string[] {
  return [
    `**${prose(summaryLine(plan.summary))}**`,
    ...(plan.privileged === undefined
      ? []
      : [prose(`Privileged values: ${privilegedText(plan.privileged, plannedWords)}.`)]),
    ...formerOriginsText(plan.summary).map(prose),
    ...plan.guards.filter(({ tripped }) => tripped).map(refusalText),
    ...guardsText(plan.guards),
    aboutText(plan),
  ]
}

function refusalText(verdict: GuardVerdict): string {
  const { what, why, flag } = refusalOf(verdict)
  return `✗ **Refused**: ${prose(`${what},`)} ${sentence(why)} If that is meant: ${code(flag)}`
}

/** What the guards counted, against their limits and the consents: why the plan may pass. */
function guardsText(guards: readonly GuardVerdict[]): string[] {
  const told = guards.filter(({ count, tripped }) => count > 0 || tripped)
  if (guards.length === 0) return []
  if (told.length === 0) return ['Guards: ✓ none of them counts anything.']
  const each = told.map(({ guard, count, limit, consent, tripped }) => {
    const consented = consent === undefined ? '' : `, consent to ${consent}`
    return `${tripped ? '✗' : '✓'} ${prose(`${guard.replaceAll('_', ' ')} ${count} (limit ${limit}${consented})`)}`
  })
  return [`Guards: ${each.join(' · ')}${told.length < guards.length ? ' · the others count nothing' : ''}`]
}

function aboutText({ workspace, target, selection, made_from: from }: ShownPlan): string {
  const tree = from?.tree === 'changed' ? ', with changes that are in no commit' : ''
  const branch = from?.branch === undefined ? '' : ` of branch ${named(from.branch)}`
  return [
    `Workspace ${named(workspace)} on ${named(target)}`,
    ...(selection === undefined ? [] : [`only ${named(selection)}`]),
    ...(from === undefined ? [] : [`from commit ${code(from.commit.slice(0, 12))}${branch}${tree}`]),
  ].join(', ')
}

/** Sections whose rows may never be left out while anything else has room. */
const vital: ReadonlySet<string> = new Set(['Blocked', 'Replaced', 'Removed', 'Access', 'Released'])

/** Sections that stay open, however long they are. */
const open: ReadonlySet<string> = new Set(['Sign-in changes'])

/** What the folded sections show without being opened: so many lines. */
const mostOpen = 8

/** The changes in the order and the sections of the screen. Only places and small facts are kept of them, and the rows are made as there is room. */
export function planSections(plan: ShownPlan, sheet: ReportSheet): Section[] {
  const { changes, diagnostics, access = [] } = plan
  const { sections, losers, fold, twins, privileged } = survey(plan)
  const at = (index: number) => changes.at(index)
  const rowsOf = ({ said }: ChangeSection): RowSheet => ({ sheet, twins, said: new Set(said) })
  const apart = [...losers].toSorted((one, other) => one - other)
  const vitals = sections
    .filter(({ title }) => vital.has(title))
    .map((section) => vitalChanges(section, at, rowsOf(section)))
  const inPart = { title: 'Lose access, or wait in part', count: apart.length, rows: apart, said: [], hints: [] }
  const others = sections
    .filter(({ title }) => !vital.has(title))
    .map((section) => ({ ...section, rows: section.rows.filter((index) => !losers.has(index)) }))
    .filter(({ rows }) => rows.length > 0)
  return [
    ...vitals,
    ...(apart.length === 0 ? [] : [vitalChanges(inPart, at, rowsOf(inPart))]),
    ...(plan.privileged === undefined
      ? []
      : [
          privilegedSection(privileged, privilegedText(plan.privileged, plannedWords), at, (row) =>
            personText(row, sheet, row.action),
          ),
        ]),
    ...others.map((section) =>
      foldedSection({ ...section, count: section.rows.length }, fold(section.rows), at, rowsOf(section)),
    ),
    ...(access.length === 0 ? [] : [accessSection(access, sheet)]),
    ...diagnosticSection(diagnostics, sheet),
  ]
}

interface Survey {
  readonly sections: readonly ChangeSection[]
  /** Places of changes that take access away, or wait in part, and stand in a section of other changes. */
  readonly losers: ReadonlySet<number>
  fold(rows: readonly number[]): readonly AlikeChanges[]
  readonly twins: ReadonlySet<string>
  readonly privileged: PrivilegedGroups
}

function survey({ changes }: ShownPlan): Survey {
  const gathered = gatherSections()
  const alikes = gatherAlikes()
  const twins = gatherTwins()
  const privileged = gatherPrivileged(plannedWords)
  const losing = new Set<number>()
  for (const [index, change] of changes.entries()) {
    gathered.add(change, index)
    alikes.add(change, index)
    twins.add(change.key)
    privileged.add(change, index)
    if ((change.counts.removals ?? 0) > 0 || waitsOf(change) !== undefined) losing.add(index)
  }
  const sections = gathered.finish()
  const shown = new Set(sections.filter(({ title }) => vital.has(title)).flatMap(({ rows }) => rows))
  return {
    sections,
    losers: new Set([...losing].filter((index) => !shown.has(index))),
    fold: (rows) => alikes.fold(rows, (index) => changes.at(index)),
    twins: twins.found,
    privileged,
  }
}

type At = (index: number) => Change | undefined

function vitalChanges({ title, count, rows, said }: ChangeSection, at: At, sheet: RowSheet): Section {
  return vitalSection({
    title,
    count,
    said: said.map(sentence),
    *people() {
      for (const index of rows) {
        const change = at(index)
        if (change !== undefined) yield change
      }
    },
    rows: [(change) => wholeRow(change, sheet), (change) => shortRow(change, sheet)],
    line: (change) => (isHalf(change) ? '' : namedLine(change)),
    word: (change) => (isHalf(change) ? '' : keyWithHeir(change)),
  })
}

/** The half of a replacement that comes: it is told with the one that goes. */
function isHalf(change: Change): boolean {
  return change.action === 'create' && change.blocked === undefined && change.replaces !== undefined
}

function keyWithHeir(change: Change): string {
  const heir = replacedBy(change)
  return heir === undefined ? change.key : `${change.key} → ${heir}`
}

function foldedSection(
  { title, count, said }: ChangeSection,
  groups: readonly AlikeChanges[],
  at: At,
  sheet: RowSheet,
): Section {
  const lines = groups.reduce((total, { shown, more }) => total + shown.length + (more > 0 ? 1 : 0), 0)
  const form = lines > mostOpen && !open.has(title) ? detailsForm : listForm
  const each = (text: (change: Change) => string) =>
    function* items(): Generator<Item> {
      for (const group of groups) {
        for (const index of group.shown) {
          const change = at(index)
          if (change !== undefined) yield { text: text(change), count: 1 }
        }
        const first = at(group.shown[0] ?? -1)
        if (group.more > 0 && first !== undefined)
          yield { text: rowText([sentence(moreText(first, group))]), count: group.more }
      }
    }
  const heading = `${title} (${count})`
  return {
    title,
    count,
    isVital: false,
    forms: [
      form(
        heading,
        each((change) => wholeRow(change, sheet)),
        said.map(sentence),
      ),
      form(
        heading,
        each((change) => shortRow(change, sheet)),
        said.map(sentence),
      ),
    ],
  }
}

function accessSection(access: readonly Access[], sheet: ReportSheet): Section {
  const { length: count } = access
  return {
    title: 'Ways in',
    count,
    isVital: false,
    forms: [
      detailsForm(`Ways in (${count})`, function* items() {
        for (const one of access) {
          const name = one.display === undefined ? '' : ` ${nameText(one.display)}`
          const head = [`${keyText(one.key)}${name}`, placeText(one.origin, sheet), waysText(one)]
          yield { text: rowText(head), count: 1 }
        }
      }),
    ],
  }
}
