import { diagnosticCodes } from '../model/codes.ts'
import { actionExplanations } from '../model/explanations/actions.ts'
import { blockedExplanations } from '../model/explanations/blocked.ts'
import { consequenceExplanations } from '../model/explanations/consequences.ts'
import { diagnosticExplanations } from '../model/explanations/diagnostics.ts'
import { driftExplanations, uncountedExplanations } from '../model/explanations/drift.ts'
import { endingExplanations } from '../model/explanations/endings.ts'
import { exitExplanations } from '../model/explanations/exits.ts'
import type { Explanation } from '../model/explanations/explanation.ts'
import { guardExplanations } from '../model/explanations/guards.ts'
import { outcomeExplanations } from '../model/explanations/outcomes.ts'
import { reasonExplanations } from '../model/explanations/reasons.ts'
import { runExplanations } from '../model/explanations/runs.ts'
import { wayInExplanations } from '../model/explanations/ways-in.ts'
import { wordExplanations } from '../model/explanations/words.ts'
import { push } from '../model/push.ts'
import { blockedTexts, consequenceTexts } from './masking/masked-texts.ts'
import { type Topic, type TopicKind, topicKinds } from './topic.ts'

const alone: readonly Omit<Topic, 'also'>[] = [
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

/** All topics by kind. Topics of different kinds can have one code: `expired`, `last-first-factor`. */
export const topics: readonly Topic[] = withNamesakes(alone)

/**
 * The topic of a code, however it is spelt: `idc206`, `206`, `field-removals`; as a screen has it: `(removed from file)`; or as a
 * report has it, after what it is about: `guard:removals`, `blocked:schema`, `drift:tool`; or as idctl.yaml has it: `guards.removals`. Of
 * several, the first.
 */
export function topicOf(word: string): Topic | undefined {
  return topicsNamed(word)[0]
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

function withNamesakes(all: readonly Omit<Topic, 'also'>[]): Topic[] {
  const named = new Map<string, Omit<Topic, 'also'>[]>()
  for (const topic of all) push(named, plainly(topic.code), topic)
  return all.map((topic) => {
    const others = (named.get(plainly(topic.code)) ?? []).filter(({ kind }) => kind !== topic.kind)
    return { ...topic, also: others.map(({ kind, code }) => `${kind}:${code}`) }
  })
}

function topicsOf(
  kind: TopicKind,
  explanations: Readonly<Record<string, Omit<Topic, 'code' | 'kind' | 'also'>>>,
): Omit<Topic, 'also'>[] {
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
