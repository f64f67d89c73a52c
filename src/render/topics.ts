import { diagnosticCodes } from '../model/codes.ts'
import { blockedExplanations } from '../model/explanations/blocked.ts'
import { consequenceExplanations } from '../model/explanations/consequences.ts'
import { diagnosticExplanations } from '../model/explanations/diagnostics.ts'
import { endingExplanations } from '../model/explanations/endings.ts'
import type { Explanation } from '../model/explanations/explanation.ts'
import { guardExplanations } from '../model/explanations/guards.ts'
import { blockedTexts, consequenceTexts } from './masking/masked-texts.ts'

/** Where a code comes up, with the heading of its codes in a list. */
export const topicKinds = {
  diagnostic: 'Mistakes and warnings',
  guard: 'Guards that refuse a plan',
  blocked: 'Why a change is blocked',
  consequence: 'What a change means for its person',
  ending: 'Why a change was not completed',
} as const

export type TopicKind = keyof typeof topicKinds

/** A code of idctl's output with everything that there is to say about it. */
export interface Topic extends Explanation {
  readonly code: string
  readonly kind: TopicKind
  readonly title: string
}

/** All topics by kind. A block and a consequence of the same cause can have one code. */
export const topics: readonly Topic[] = [
  ...topicsOf('diagnostic', titled(diagnosticExplanations, diagnosticCodes)),
  ...topicsOf('guard', guardExplanations),
  ...topicsOf('blocked', titled(blockedExplanations, sentences(blockedTexts))),
  ...topicsOf('consequence', titled(consequenceExplanations, sentences(consequenceTexts))),
  ...topicsOf('ending', endingExplanations),
]

/**
 * The topic of a code, however it is spelt: `idc206`, `206`, `field-removals`; or as a report has it, after what it is
 * about: `guard:removals`, `blocked:schema`, `failed:conflict`.
 */
export function topicOf(word: string): Topic | undefined {
  const [about, ...rest] = word.split(':')
  if (about !== undefined && rest.length > 0) return topicOfKind(kindsInReports.get(about), rest.join(':'))
  const wanted = plainly(/^\d{3}$/.test(word) ? `IDC${word}` : word)
  return topics.find(({ code }) => plainly(code) === wanted)
}

/** What reports write before a code. */
const kindsInReports: ReadonlyMap<string, TopicKind> = new Map([
  ['guard', 'guard'],
  ['blocked', 'blocked'],
  ['waits', 'blocked'],
  ['moved', 'ending'],
  ['failed', 'ending'],
  ['skipped', 'ending'],
])

function topicOfKind(kind: TopicKind | undefined, code: string): Topic | undefined {
  return topics.find((topic) => topic.kind === kind && plainly(topic.code) === plainly(code))
}

function plainly(code: string): string {
  return code.toLowerCase().replaceAll('_', '-')
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
