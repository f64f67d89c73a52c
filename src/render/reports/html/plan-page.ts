import { reasons } from '../../../model/change-codes.ts'
import { guardFlag } from '../../../model/guard-flag.ts'
import type { Access, GuardVerdict, NoPlan } from '../../../model/plan.ts'
import { waysText } from '../../human/access.ts'
import { reasonTexts } from '../../human/change-head.ts'
import { countDiagnostics } from '../../human/diagnostics.ts'
import { gatherPrivileged, plannedWords, privilegedText } from '../../human/privileged.ts'
import { gatherSections } from '../../human/sections.ts'
import { signs } from '../../human/symbols.ts'
import { formerOriginsText, refusalOf, summaryLine } from '../../human/verdict.ts'
import type { ShownPlan } from '../../masking/shown-plan.ts'
import { gatherTwins } from '../../twins.ts'
import type { ReportSheet } from '../report-format.ts'
import { actionLabels, actionOf, causesOf, changeItem } from './change-item.ts'
import { type Facet, tally } from './facet.ts'
import { type Html, html, prose } from './markup.ts'
import type { Fact, Page, Section } from './page.ts'
import { privilegedAlert, privilegedSection } from './privileged.ts'
import { problemFact, problemSections, severityFacet } from './problems.ts'
import { placeOf, rowOf, who } from './row.ts'

export function planPage(plan: ShownPlan, sheet: ReportSheet): Page {
  const { sections, facets } = changesOf(plan, sheet)
  const { guards, summary, diagnostics, access = [] } = plan
  const refused = guards.filter(({ tripped }) => tripped)
  return {
    verdict: summaryLine(summary),
    facts: [...planFacts(plan), ...problemFact(diagnostics)],
    alerts: [
      ...refused.map(refusalAlert),
      ...(plan.privileged === undefined ? [] : [privilegedAlert(privilegedText(plan.privileged, plannedWords))]),
      ...guardTable(guards),
    ],
    facets: [...facets, severityFacet(diagnostics)],
    sections: [...sections, ...accessSections(access, sheet), ...problemSections(diagnostics, sheet)],
  }
}

/** The diagnostics that prevent a plan, or to tell drift. */
export function noPlanPage({ head, diagnostics }: NoPlan, without: string, sheet: ReportSheet): Page {
  return {
    verdict: `${countDiagnostics(diagnostics)}; ${without} until the errors are gone.`,
    facts: headFacts(head),
    alerts: [],
    facets: [severityFacet(diagnostics)],
    sections: problemSections(diagnostics, sheet),
  }
}

type Head = Pick<ShownPlan, 'workspace' | 'target' | 'selection'>

export function headFacts({ workspace, target, selection }: Head): Fact[] {
  return [
    { name: 'Workspace', text: html`${workspace}` },
    { name: 'Target', text: html`${target}` },
    ...(selection === undefined ? [] : [{ name: 'Only', text: html`${selection}` }]),
  ]
}

function planFacts(plan: ShownPlan): Fact[] {
  const { made_from: from, write_credentials: credentials = [] } = plan
  const branch = from?.branch === undefined ? '' : ` of ${from.branch}`
  const tree = from?.tree === 'changed' ? ', with changes that are in no commit' : ''
  return [
    ...headFacts(plan),
    ...(from === undefined
      ? []
      : [
          {
            name: 'Commit',
            text: html`<span title="${from.commit}">${from.commit.slice(0, 12)}</span>${branch}${tree}`,
          },
        ]),
    ...formerOriginsText(plan.summary).map((text) => ({ name: 'Former origins', text: html`${text}` })),
    ...(credentials.length === 0 ? [] : [{ name: 'May write credentials of', text: html`${credentials.join(', ')}` }]),
  ]
}

function refusalAlert(verdict: GuardVerdict): Html {
  const { what, why, flag } = refusalOf(verdict)
  return html`<p><b>${signs.refused} Refused</b> ${what}, ${prose(why)}</p><p class="said"><b>if that is meant</b> <code>${flag}</code></p>`
}

/** What the guards count, against their limits and what was consented to. */
function guardTable(guards: readonly GuardVerdict[]): Html[] {
  const told = guards.filter(({ count, consent, tripped }) => count > 0 || consent !== undefined || tripped)
  if (told.length === 0) return []
  const rows = told.map(
    ({ guard, count, limit, rule, consent, tripped }) =>
      html`<tr><th scope="row">${guard.replaceAll('_', ' ')}</th><td>${count}</td><td>${limit}</td><td>${consent === undefined ? 'none' : html`${guardFlag(guard)}=${consent}`}</td><td class="${tripped ? 'bad' : 'good'}">${tripped ? 'refuses' : 'passes'}</td><td class="rule">${rule}</td></tr>\n`,
  )
  return [
    html`<details${told.some(({ tripped }) => tripped) ? html` open` : ''}><summary>Guards and consents</summary><div class="wide"><table>
<thead><tr><th scope="col">Guard</th><th scope="col">Counts</th><th scope="col">Limit</th><th scope="col">Consent</th><th scope="col">Verdict</th><th scope="col">Set by</th></tr></thead>
<tbody>${rows}</tbody></table></div></details>`,
  ]
}

/** Sections that show everything without being opened, however long they are: somebody loses something there. */
const alwaysOpen: ReadonlySet<string> = new Set([
  'Blocked',
  'Replaced',
  'Removed',
  'Access',
  'Released',
  'Sign-in changes',
])

/** Other sections of at most so many rows are open as well. */
const mostOpen = 25

/** The changes in the sections of the screen. Only places and counts are kept of them: each is read again when its row is written. */
function changesOf({ changes, privileged }: ShownPlan, sheet: ReportSheet): { sections: Section[]; facets: Facet[] } {
  const gathered = gatherSections()
  const twins = gatherTwins()
  const actions = tally()
  const causes = tally()
  const power = gatherPrivileged(plannedWords)
  for (const [index, change] of changes.entries()) {
    gathered.add(change, index)
    twins.add(change.key)
    power.add(change, index)
    actions.add(actionOf(change))
    for (const cause of causesOf(change)) causes.add(cause)
  }
  const sections = gathered.finish().map(({ title, count, rows, said }) => ({
    title,
    count,
    about: said.map((text) => html`<b>note</b> ${prose(text)}`),
    *rows() {
      const isOpen = alwaysOpen.has(title) || count <= mostOpen
      const look = { sheet, twins: twins.found, said: new Set(said), isOpen }
      for (const index of rows) {
        const change = changes.at(index)
        if (change !== undefined) yield changeItem(change, look)
      }
    },
  }))
  const facets = [
    { name: 'action', title: 'Action', values: actions.finish(actionLabels) },
    { name: 'cause', title: 'Cause', values: causes.finish(causeLabels) },
  ]
  if (privileged === undefined) return { sections, facets }
  const look = { sheet, changeAt: (index: number) => changes.at(index) }
  return { sections: [...sections, privilegedSection(power, privilegedText(privileged, plannedWords), look)], facets }
}

const causeLabels: ReadonlyMap<string, string> = new Map(reasons.map((reason) => [reason, reasonTexts[reason]]))

function accessSections(access: readonly Access[], sheet: ReportSheet): Section[] {
  if (access.length === 0) return []
  return [
    {
      title: 'Ways in',
      count: access.length,
      about: [],
      *rows() {
        for (const one of access) {
          const isLost = one.way_in.includes('none') || one.state === 'inactive'
          const ways = html`<span class="${isLost ? 'bad' : 'ways'}">${waysText(one)}</span> `
          yield rowOf({
            data: html`data-ways=""`,
            head: html`${who(one.key, one.display)}${ways}`,
            place: placeOf(one.origin, sheet),
            body: [],
            isOpen: false,
            isFlush: true,
          })
        }
      },
    },
  ]
}
