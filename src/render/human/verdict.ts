import { effectiveActions } from '../../model/change.ts'
import type { GuardName } from '../../model/change-codes.ts'
import { guardFlag } from '../../model/guard-flag.ts'
import { type GuardVerdict, type PlanSummary, plannedChanges } from '../../model/plan.ts'
import { escapeText } from '../escape.ts'
import { boundOf, explainLostPlaces } from '../guard-text.ts'
import { flow } from '../layout/flow.ts'
import type { ShownPlan } from '../masking/shown-plan.ts'
import type { Style } from '../style.ts'
import { plannedWords, privilegedText } from './privileged.ts'
import { signs } from './symbols.ts'

/** The verdict on a plan: its counts, those of privileged values and of former origins, the guards that refuse it with the flag that consents, or else what comes next. */
export function verdictLines(
  plan: Pick<ShownPlan, 'guards' | 'summary' | 'privileged'>,
  next: readonly string[],
  style: Style,
): string[] {
  const refused = plan.guards.filter(({ tripped }) => tripped)
  return [
    ...flow([{ text: summaryLine(plan.summary), paint: 'strong' }], '', '  ', style),
    ...(plan.privileged === undefined
      ? []
      : flow([{ text: `Privileged values: ${privilegedText(plan.privileged, plannedWords)}.` }], '', '  ', style)),
    ...formerOriginsText(plan.summary).flatMap((text) => flow([{ text, prose: true }], '', '  ', style)),
    ...refused.flatMap((verdict) => refusalLines(verdict, style)),
    ...(refused.length === 0 ? next.flatMap((text) => flow([{ text, prose: true }], '', '  ', style)) : []),
  ]
}

/** `Plan: 2 to create, 1 to delete. 74 unchanged.`; a plan without changes is `No changes. 74 unchanged.` */
export function summaryLine(summary: PlanSummary): string {
  const planned = [
    ...effectiveActions.flatMap((action) => (summary[action] === 0 ? [] : [`${summary[action]} to ${action}`])),
    ...(summary.blocked === 0 ? [] : [`${summary.blocked} blocked`]),
  ]
  const states = ['drifted', 'observed', 'unchanged', 'unmanaged'] as const
  const rest = states.flatMap((state) => (summary[state] === 0 ? [] : [`${summary[state]} ${state}`]))
  const isIdle = plannedChanges(summary) === 0
  const head = isIdle
    ? ['No changes', ...(summary.blocked === 0 ? [] : [planned.join(', ')])]
    : [`Plan: ${planned.join(', ')}`]
  return [...head, ...(rest.length === 0 ? [] : [rest.join(', ')])].map((sentence) => `${sentence}.`).join(' ')
}

/** How many marks are left as they are although their documents have moved; nothing if none. */
export function formerOriginsText({ former_origins: count = 0 }: PlanSummary): string[] {
  if (count === 0) return []
  return count === 1
    ? ['1 mark still names the file that its document was in before; the next write renews it.']
    : [`${count} marks still name the files that their documents were in before; the next write to each renews it.`]
}

/** What a guard counts, for one and for several. */
const counted: Readonly<Record<GuardName, readonly [string, string]>> = {
  removals: ['removal', 'removals'],
  replacements: ['account that a new and empty one replaces', 'accounts that new and empty ones replace'],
  credentials: ['person whose credentials change', 'people whose credentials change'],
  field_removals: ['value that is taken away', 'values that are taken away'],
  identifier_changes: ['change of sign-in addresses', 'changes of sign-in addresses'],
  adoptions: ['adoption', 'adoptions'],
  updates: ['update', 'updates'],
  recreations: ['person who was there before and is gone', 'people who were there before and are gone'],
  swaps: ['swap of sign-in addresses', 'swaps of sign-in addresses'],
}

/** What a guard refuses, why, and the flag that consents. */
export function refusalOf(verdict: GuardVerdict): {
  readonly what: string
  readonly why: string
  readonly flag: string
} {
  const { guard, count } = verdict
  const why = `${boundOf(verdict)}${explainLostPlaces(verdict)}`
  return {
    what: `${count} ${counted[guard][count === 1 ? 0 : 1]}`,
    why: `${why}${why.endsWith('?') ? '' : '.'}`,
    flag: `${guardFlag(guard)}=${count}`,
  }
}

function refusalLines(verdict: GuardVerdict, style: Style): string[] {
  const { what, why, flag } = refusalOf(verdict)
  return flow(
    [
      { text: `${signs.refused} Refused: ${what},`, paint: 'problem' },
      { text: escapeText(why), prose: true },
      { text: `If that is meant: ${flag}`, paint: 'strong' },
    ],
    '',
    '  ',
    style,
  )
}
