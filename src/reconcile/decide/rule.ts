import type { Blocked, Consequence, GuardCounts } from '../../model/change.ts'
import { type ConsequenceCode, guardNames } from '../../model/change-codes.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'

/** Why what is to be done about somebody will not be done; of several the first that says so. */
export type Rule<Subject> = (subject: Subject) => Blocked | undefined

/** What it means for the person. */
export type EffectRule<Subject> = (subject: Subject) => readonly Effect[]

/** Mistakes of the files: an error among them, and there is no plan. */
export interface Check<Subject> {
  readonly mistakes: (subject: Subject) => readonly Diagnostic[]
  /** What is blocked is not asked, but for what this same code blocks. */
  readonly besides?: Blocked['code']
  /** Asked only where this code blocks: the rule has found out already whether there is anything. */
  readonly behind?: Blocked['code']
}

/** What the plan says, and what the guards count, from one and the same finding. */
export interface Effect {
  /** Absent: it only counts. */
  readonly tells?: Consequence
  readonly counts?: GuardCounts
  /** It only takes back what was set in Kratos since the last apply: people can do that to themselves as often as they like. */
  readonly takesBack?: boolean
  /** It removes a value that idctl did not write, although it did not drift: it was there before the document managed it. */
  readonly takesOthers?: boolean
}

export function tells(code: ConsequenceCode, text: string, counts: GuardCounts = {}): Effect {
  return { tells: { code, text }, counts }
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

/** What all effects of a subject make of its change. */
export function effectsOf<Subject>(rules: readonly EffectRule<Subject>[], subject: Subject): Summed {
  return sumOf(rules.flatMap((rule) => rule(subject)))
}

export function sumOf(effects: readonly Effect[]): Summed {
  return { consequences: effects.flatMap(({ tells: told }) => told ?? []), counts: countsOf(effects) }
}

/** What of the counts only takes back what was set in Kratos since the last apply. */
export function takenBackBy(effects: readonly Effect[]): GuardCounts {
  return countsOf(effects.filter(({ takesBack }) => takesBack))
}

/** What of the counts takes away what idctl did not write. */
export function takenFromOthersBy(effects: readonly Effect[]): GuardCounts {
  return countsOf(effects.filter(({ takesBack, takesOthers }) => takesBack || takesOthers))
}

/** Both members of a change that effects make. */
export interface Summed {
  readonly consequences: readonly Consequence[]
  readonly counts: GuardCounts
}

/** However a change counts for a guard, the person counts once; values that are lost count one by one. */
function countsOf(effects: readonly Effect[]): GuardCounts {
  const counts = guardNames.map((guard) => {
    const each = effects.map((effect) => effect.counts?.[guard] ?? 0)
    return [guard, guard === 'field_removals' ? each.reduce((sum, count) => sum + count, 0) : Math.max(0, ...each)]
  })
  return Object.fromEntries(counts.filter(([, count]) => count !== 0))
}
