import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { expect, it } from 'vitest'
import { machineFormats } from '../../../scripts/json-formats.ts'
import { blockedCodes, guardNames, reasons } from '../../../src/model/change-codes.ts'
import { diagnosticCodes } from '../../../src/model/codes.ts'
import { driftKinds } from '../../../src/model/drift.ts'
import { endings } from '../../../src/model/endings.ts'
import { exitCodes } from '../../../src/model/exit-codes.ts'
import { isJsonObject, type Json } from '../../../src/model/json.ts'
import { reasonTexts } from '../../../src/render/human/change-head.ts'
import { driftTitles } from '../../../src/render/human/drift-sections.ts'
import { renderTopic } from '../../../src/render/human/topic.ts'
import { plainStyle } from '../../../src/render/style.ts'
import type { TopicKind } from '../../../src/render/topic.ts'
import { topicOf, topics } from '../../../src/render/topics.ts'

it.each([
  ['206', 'diagnostic'],
  ['idc206', 'diagnostic'],
  ['field-removals', 'guard'],
  ['guard:field_removals', 'guard'],
  ['blocked:schema', 'blocked'],
  ['blocked:last-first-factor', 'blocked'],
  ['waits:taken-back', 'blocked'],
  ['moved:moved', 'ending'],
  ['skipped:interrupted-before-start', 'ending'],
  ['failed:conflict', 'ending'],
  ['drift:tool', 'drift'],
  ['Admin API', 'drift'],
  ['mark', 'reason'],
  ['(mark)', 'reason'],
  ['(removed from file)', 'reason'],
  ['reason:expired', 'reason'],
  ['code email', 'way-in'],
  ['way_in:none', 'way-in'],
  ['command:refused', 'exit'],
  ['run:unavailable', 'run'],
  ['already done', 'outcome'],
  ['way in', 'word'],
  ['Coverage', 'word'],
  ['guards.adoptions', 'guard'],
])('%s, as idctl prints it somewhere, is found', (word, kind) => expect(topicOf(word)?.kind).toBe(kind))

it.each(['drift:pending', 'command:moved', 'guard:moved', 'guard:', ':moved', 'trait:email', 'IDC999'])(
  '%s is none',
  (word) => expect(topicOf(word)).toBeUndefined(),
)

/** What a member of a machine format can hold: codes of these kinds. */
const kindsOf: Readonly<Record<string, readonly TopicKind[]>> = {
  code: ['diagnostic', 'blocked', 'consequence', 'ending'],
  guard: ['guard'],
  reason: ['reason'],
  cause: ['reason'],
  action: ['action'],
  outcome: ['outcome'],
  drift: ['drift'],
  kind: ['drift'],
  held: ['uncounted'],
  way_in: ['way-in'],
  not_known: ['way-in'],
  name: ['exit'],
  result: ['exit', 'run'],
}

/** Members whose few values the description of the member explains, or which are words of Kratos, of JSON or of the file itself. */
const explainedThemselves = new Set(
  [
    'aside by done exit format format_version interrupted level made masked record severity step still tree type via verdict why',
    'disables foreign observed orphan recreates state send todo waits',
  ].flatMap((names) => names.split(' ')),
)

/** Formats that are about other things than changes. */
const ofOtherThings = new Set(['topic', 'topics', 'export', 'files', 'findings', 'posting', 'journal', 'plan-file'])

it('every code that a machine format can carry is explained', () => {
  const codes = machineFormats
    .filter(({ name }) => !ofOtherThings.has(name))
    .flatMap(({ schema }) => wordsIn(schema('open'), ''))
  const members = new Set(codes.map(([member]) => member))
  expect([...members].filter((member) => !(member in kindsOf) && !explainedThemselves.has(member))).toEqual([])
  const unexplained = codes.filter(
    ([member, word]) => kindsOf[member]?.every((kind) => topicOf(`${kind}:${word}`) === undefined) ?? false,
  )
  expect(unexplained).toEqual([])
  expect(codes.length).toBeGreaterThan(300)
})

it('every code of a report is explained as it is written there', () => {
  const codes = [
    ...Object.keys(diagnosticCodes),
    ...guardNames.map((name) => `guard:${name}`),
    ...blockedCodes.flatMap((code) => [`blocked:${code}`, `waits:${code}`]),
    ...Object.keys(endings).flatMap((code) => [`failed:${code}`, `moved:${code}`, `skipped:${code}`]),
    ...driftKinds.map((kind) => `drift:${kind}`),
    ...Object.keys(exitCodes).map((name) => `command:${name}`),
    'run:problem',
    'run:unavailable',
  ]
  expect(codes.filter((code) => topicOf(code) === undefined)).toEqual([])
})

it('what a screen writes at the end of a row, and above a section of drift, is explained', () => {
  for (const reason of reasons) expect(topicOf(`reason:${reasonTexts[reason]}`)?.code).toBe(reason)
  for (const title of driftTitles) expect(topicOf(title), title).toBeDefined()
})

const screens = fileURLToPath(new URL('screens', import.meta.url))

/** Words of the screens that tests keep: titles of sections, labels of lines, counts and answers of the last lines. */
function wordsOfScreens(): ReadonlySet<string> {
  const texts = readdirSync(screens)
    .filter((file) => /^(?:plan|drift|apply)-/.test(file))
    .map((file) => stripVTControlCharacters(readFileSync(join(screens, file), 'utf8').replaceAll('␛', '\u001b')))
  return new Set(
    texts.flatMap((text) => [
      ...[...text.matchAll(/^([A-Z][A-Za-z -]*) \(\d/gm)].map(([, title = '']) => title),
      ...[...text.matchAll(/^ *(way in|[a-z]+|[A-Z][a-z]+ values): /gm)].map(([, label = '']) => label),
      ...[...text.matchAll(/^(?:Plan|Drift|Apply|No changes|No drift)[:.](?:.*\n {2})?.*/gm)].flatMap(([lines]) =>
        [...lines.matchAll(/\d+ (?:to )?([a-z]+)(?=[,.])/g)].map(([, counted = '']) => counted),
      ),
      ...[...text.matchAll(/(Coverage) \d+ %|(?:^|· ?|^ {2})([A-Z][a-z]+): idctl /gm)].map(
        ([, one, other]) => one ?? other ?? '',
      ),
    ]),
  )
}

/** Seconds; the flag that shows all rows; the path that failures are about. */
const selfExplained = new Set(['s', 'all', 'about'])

it('every title, label and count on a screen is explained', () => {
  const words = wordsOfScreens()
  expect([...words]).toEqual(
    expect.arrayContaining([
      'Sign-in changes',
      'Coverage',
      'way in',
      'hint',
      'unchanged',
      'delete',
      'Undo',
      'Tolerate',
    ]),
  )
  expect([...words].filter((word) => topicOf(word) === undefined && !selfExplained.has(word))).toEqual([])
})

it('a setting is explained as idctl.yaml and messages write it', () => {
  for (const name of guardNames) expect(topicOf(`guards.${name}`)).toMatchObject({ kind: 'guard', code: name })
})

it('of several topics with one code, the first is shown and names the others', () => {
  const topic = topicOf('expired')
  expect(topic?.kind).toBe('consequence')
  expect(topic?.also).toEqual(['reason:expired', 'uncounted:expired'])
  expect(topic && renderTopic(topic, plainStyle)).toContain('`idctl explain reason:expired`')
})

it('the name of a kind before its code leads to each topic', () => {
  for (const topic of topics) expect(topicOf(`${topic.kind}:${topic.code}`)).toBe(topic)
})

/** The values of every `enum` and `const` below a schema, with the member that holds them. */
function wordsIn(schema: Json, member: string): (readonly [member: string, word: string])[] {
  if (Array.isArray(schema)) return schema.flatMap((one) => wordsIn(one, member))
  if (!isJsonObject(schema)) return []
  const { enum: several, const: one, properties, definitions, ...rest } = schema
  const words = Array.isArray(several) ? several : one === undefined ? [] : [one]
  return [
    ...words.map((word) => [member, String(word)] as const),
    ...[properties, definitions].flatMap((named) =>
      isJsonObject(named ?? null)
        ? Object.entries(named as Record<string, Json>).flatMap(([name, value]) => wordsIn(value, name))
        : [],
    ),
    ...Object.values(rest).flatMap((value) => wordsIn(value, member)),
  ]
}
