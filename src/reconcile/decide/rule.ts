import type { Blocked, Consequence, GuardCounts } from '../../model/change.ts'
import { type ConsequenceCode, guardNames } from '../../model/change-codes.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'

/** Why a change is blocked; the first rule that gives a reason wins. */
export type Rule<Subject> = (subject: Subject) => Blocked | undefined

/** What a change means for the person. */
export type EffectRule<Subject> = (subject: Subject) => readonly Effect[]

/** Finds mistakes in the files. An error among them means that there is no plan. */
export interface Check<Subject> {
  readonly mistakes: (subject: Subject) => readonly Diagnostic[]
  /** Blocked changes are not checked, except those that are blocked with this code. */
  readonly besides?: Blocked['code']
  /** Checked only if the change is blocked with this code: that rule has detected the problem already. */
  readonly behind?: Blocked['code']
}

/** What the plan says and what the guards count about one finding. */
export interface Effect {
  /** Absent: it only counts. */
  readonly consequence?: Consequence
  readonly counts?: GuardCounts
  /** It only takes back what was set in Kratos since the last apply, which people can do again and again. */
  readonly takesBack?: boolean
  /** It removes a value that idctl did not write, although it did not drift: it was there before the document managed it. */
  readonly takesOthers?: boolean
}

export function effect(code: ConsequenceCode, text: string, counts: GuardCounts = {}): Effect {
  return { consequence: { code, text }, counts }
}

export function firstBlock<Subject>(rules: readonly Rule<Subject>[], subject: Subject): Blocked | undefined {
  for (const rule of rules) {
    const blocked = rule(subject)
    if (blocked !== undefined) return blocked
  }
  return undefined
}

export function mistakesOf<Subject>(
  checks: readonly Check<Subject>[],
  subject: Subject,
  blocked?: Blocked,
): readonly Diagnostic[] {
  const asked = checks.filter(({ besides, behind }) =>
    behind === undefined ? blocked === undefined || blocked.code === besides : blocked?.code === behind,
  )
  return asked.flatMap(({ mistakes }) => mistakes(subject))
}

/** The consequences and counts of all effects of a change. */
export function effectsOf<Subject>(rules: readonly EffectRule<Subject>[], subject: Subject): Summed {
  return sumOf(rules.flatMap((rule) => rule(subject)))
}

export function sumOf(effects: readonly Effect[]): Summed {
  return effects.length === 0
    ? noEffects
    : { consequences: effects.flatMap(({ consequence }) => consequence ?? []), counts: countsOf(effects) }
}

/** The part of the counts that only takes back what was set in Kratos since the last apply. */
export function takenBackBy(effects: readonly Effect[]): GuardCounts {
  return countsOf(effects.filter(({ takesBack }) => takesBack))
}

/** The part of the counts that removes values which idctl did not write. */
export function takenFromOthersBy(effects: readonly Effect[]): GuardCounts {
  return countsOf(effects.filter(({ takesBack, takesOthers }) => takesBack || takesOthers))
}

/** The two members of a change that come from its effects. */
export interface Summed {
  readonly consequences: readonly Consequence[]
  readonly counts: GuardCounts
}

const nothing: GuardCounts = {}
/** The same for everybody of whom there is nothing to say. */
const noEffects: Summed = { consequences: [], counts: nothing }

/** A person counts at most once for each guard; lost values count one by one. */
function countsOf(effects: readonly Effect[]): GuardCounts {
  const counted = effects.flatMap(({ counts = {} }) => (Object.keys(counts).length === 0 ? [] : [counts]))
  if (counted.length === 0) return nothing
  const sums = guardNames.map((guard) => {
    const each = counted.map((counts) => counts[guard] ?? 0)
    return [guard, guard === 'field_removals' ? each.reduce((sum, count) => sum + count, 0) : Math.max(0, ...each)]
  })
  return Object.fromEntries(sums.filter(([, count]) => count !== 0))
}
