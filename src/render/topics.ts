import { diagnosticCodes } from '../model/codes.ts'
import { actionExplanations } from '../model/explanations/actions.ts'
import { blockedExplanations } from '../model/explanations/blocked.ts'
import { consequenceExplanations } from '../model/explanations/consequences.ts'
import { diagnosticExplanations } from '../model/explanations/diagnostics.ts'
import { driftExplanations, uncountedExplanations } from '../model/explanations/drift.ts'
import { endingExplanations } from '../model/explanations/endings.ts'
import { exitExplanations } from '../model/explanations/exits.ts'
import type { ExplainedWord, Explanation } from '../model/explanations/explanation.ts'
import { guardExplanations } from '../model/explanations/guards.ts'
import { outcomeExplanations } from '../model/explanations/outcomes.ts'
import { reasonExplanations } from '../model/explanations/reasons.ts'
import { runExplanations } from '../model/explanations/runs.ts'
import { wayInExplanations } from '../model/explanations/ways-in.ts'
import { wordExplanations } from '../model/explanations/words.ts'
import { blockedTexts, consequenceTexts } from './masking/masked-texts.ts'

/** Where a code comes up, with the heading of its codes in a list. */
export const topicKinds = {
  diagnostic: 'Mistakes and warnings',
  guard: 'Guards that refuse a plan',
  blocked: 'Why a change is blocked',
  consequence: 'What a change means for its person',
  ending: 'Why a change was not completed',
  outcome: 'How a change ended',
  action: 'What a change does',
  reason: 'Why a row is in the plan',
  drift: 'Kinds of drift',
  uncounted: 'What a baseline, or the mode of a field, says of a difference',
  'way-in': 'How a person can sign in',
  run: 'What a run says besides its changes',
  exit: 'How a command ended',
  word: 'Titles, labels and last lines of screens',
} as const

export type TopicKind = keyof typeof topicKinds

/** A code of idctl's output with everything that there is to say about it. */
export interface Topic extends ExplainedWord {
  readonly code: string
  readonly kind: TopicKind
}

/** All topics by kind. Topics of different kinds can have one code: `expired`, `last-first-factor`. */
export const topics: readonly Topic[] = [
  ...topicsOf('diagnostic', titled(diagnosticExplanations, diagnosticCodes)),
  ...topicsOf('guard', guardExplanations),
  ...topicsOf('blocked', titled(blockedExplanations, sentences(blockedTexts))),
  ...topicsOf('consequence', titled(consequenceExplanations, sentences(consequenceTexts))),
  ...topicsOf('ending', endingExplanations),
  ...topicsOf('outcome', outcomeExplanations),
  ...topicsOf('action', actionExplanations),
  ...topicsOf('reason', reasonExplanations),
  ...topicsOf('drift', driftExplanations),
  ...topicsOf('uncounted', uncountedExplanations),
  ...topicsOf('way-in', wayInExplanations),
  ...topicsOf('run', runExplanations),
  ...topicsOf('exit', exitExplanations),
  ...topicsOf('word', wordExplanations),
]

/**
 * The topic of a code, however it is spelt: `idc206`, `206`, `field-removals`; as a screen has it: `(removed from file)`; or as a
 * report has it, after what it is about: `guard:removals`, `blocked:schema`, `drift:tool`; or as idctl.yaml has it: `guards.removals`. Of
 * several, the first.
 */
export function topicOf(word: string): Topic | undefined {
  return topicsNamed(word)[0]
}

/** Other topics with the code of this one, as `idctl explain` takes them: `reason:expired`. */
export function namesakesOf({ code, kind }: Topic): readonly string[] {
  return topics
    .filter((topic) => plainly(topic.code) === plainly(code) && topic.kind !== kind)
    .map((topic) => `${topic.kind}:${topic.code}`)
}

function topicsNamed(word: string): readonly Topic[] {
  const [about = '', ...rest] = word.replace(/^guards\./, 'guard:').split(':')
  const kind = rest.length > 0 ? kindOf(plainly(about)) : undefined
  if (rest.length > 0 && kind === undefined) return []
  const code = kind === undefined ? word.replace(/^\((.+)\)$/, '$1') : rest.join(':')
  const wanted = plainly(/^\d{3}$/.test(code) ? `IDC${code}` : code)
  const candidates = kind === undefined ? topics : topics.filter((topic) => topic.kind === kind)
  const named = candidates.filter((topic) => plainly(topic.code) === wanted)
  return named.length > 0 ? named : candidates.filter(({ label }) => label !== undefined && plainly(label) === wanted)
}

/** The kind of a code by what stands before it: the kind itself, or what reports write there. */
function kindOf(about: string): TopicKind | undefined {
  return isKind(about) ? about : kindsInReports.get(about)
}

function isKind(word: string): word is TopicKind {
  return Object.hasOwn(topicKinds, word)
}

/** What reports write before a code besides the names of kinds. */
const kindsInReports: ReadonlyMap<string, TopicKind> = new Map([
  ['waits', 'blocked'],
  ['moved', 'ending'],
  ['failed', 'ending'],
  ['skipped', 'ending'],
  ['command', 'exit'],
])

function plainly(code: string): string {
  return code.toLowerCase().replaceAll(/[_ ]/g, '-')
}

function topicsOf(kind: TopicKind, explanations: Readonly<Record<string, Omit<Topic, 'code' | 'kind'>>>): Topic[] {
  return Object.entries(explanations).map(([code, explanation]) => ({ code, kind, ...explanation }))
}

function titled<Code extends string>(
  explanations: Readonly<Record<Code, Explanation>>,
  titles: Readonly<Record<Code, string>>,
): Readonly<Record<string, Explanation & { readonly title: string }>> {
  const codes = Object.keys(titles) as Code[]
  return Object.fromEntries(codes.map((code) => [code, { title: titles[code], ...explanations[code] }]))
}

/** The texts of a plan stand behind a name there, and on their own here. */
function sentences<Code extends string>(texts: Readonly<Record<Code, string>>): Readonly<Record<Code, string>> {
  const entries = Object.entries<string>(texts).map(([code, text]) => [
    code,
    text.charAt(0).toUpperCase() + text.slice(1),
  ])
  return Object.fromEntries(entries) as Record<Code, string>
}
