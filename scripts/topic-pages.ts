import { endings } from '../src/model/endings.ts'
import type { Example } from '../src/model/explanations/explanation.ts'
import { shownLines } from '../src/render/human/topic.ts'
import { type Topic, type TopicKind, topicKinds } from '../src/render/topic.ts'
import { topics } from '../src/render/topics.ts'
import { page, table } from './markdown.ts'

/** Every mistake and warning with its cause, an example and its cure: what `idctl explain` prints. */
export function diagnosticsPage(): string {
  const diagnostics = topicsOf('diagnostic')
  return page('Diagnostics', [
    'Mistakes in idctl.yaml and in the documents, and what a plan warns of. Each has a code that stays the same. `idctl explain CODE` prints the same texts in the terminal.',
    table(
      ['Code', 'Meaning'],
      diagnostics.map(({ code, title }) => [`[${code}](#${code.toLowerCase()})`, title]),
    ),
    ...diagnostics.map(sectionOf),
  ])
}

/** The kinds of the page besides endings, and where their codes are found. */
const wordKinds: readonly (readonly [kind: TopicKind, where: string])[] = [
  ['blocked', 'A change that the plan had blocked has the code of its `blocked`, also in the report of `apply`.'],
  ['consequence', '`consequences` of `plan --json`.'],
  ['guard', '`guards` of `plan --json`, `guard:removals` in reports.'],
  ['outcome', '`outcome` of `apply --json`.'],
  ['action', '`action` of a change.'],
  [
    'reason',
    '`reason` of a change and `cause` of a leaf; on the screen in parentheses at the end of a row: `(removed from file)`.',
  ],
  [
    'drift',
    '`drift` and `kind` of `drift --json`, `drift:tool` in reports; on the screen they are the titles of the sections.',
  ],
  ['uncounted', '`acceptance.state` of `drift --json`, and `held` of a privileged value.'],
  ['way-in', '`way_in` of a change.'],
  ['word', 'Only on screens.'],
  ['run', '`run:problem` and `run:unavailable` in reports, `result` of `runs --json`.'],
]

export function endingsPage(): string {
  const texts: Readonly<Record<string, { readonly reason: string; readonly hint?: string }>> = endings
  return page('Codes of plans and runs', [
    'What a plan, drift or a run says in one word. `idctl explain CODE` prints the same texts in the terminal. [Mistakes and warnings](diagnostics.md) and [exit codes](exit-codes.md) have pages of their own.',
    `## ${topicKinds.ending}`,
    'In `apply --json`, every change that was not done, or not done whole, has a `code` beside `reason` and `hint`. Match the code: it stays the same, while the texts may be worded better. With `--mask` the texts are those below, and what stands in braces is masked.',
    table(
      ['Code', 'Reason', 'Hint', 'Cause'],
      topicsOf('ending').map(({ code, cause }) => [code, texts[code]?.reason ?? '', texts[code]?.hint ?? '', cause]),
    ),
    ...wordKinds.flatMap(([kind, where]) => [`## ${topicKinds[kind]}`, where, topicTable(kind)]),
  ])
}

function topicsOf(kind: TopicKind): readonly Topic[] {
  return topics.filter((topic) => topic.kind === kind)
}

function topicTable(kind: TopicKind): string {
  return table(
    ['Code', 'Meaning', 'Cause', 'What to do'],
    topicsOf(kind).map(({ code, label, title, cause, cure }) => [
      label === undefined ? code : `${code} (“${label}”)`,
      title,
      cause,
      cure,
    ]),
  )
}

function sectionOf({ code, title, cause, example, cure }: Topic): string {
  return [`## ${code}`, `**${title}.** ${cause}`, ...(example === undefined ? [] : exampleOf(example)), cure].join(
    '\n\n',
  )
}

function exampleOf({ given, wrong, right }: Example): string[] {
  return [...(given === undefined ? [] : [`For example: ${given}`]), 'Wrong:', fenced(wrong), 'Right:', fenced(right)]
}

function fenced(shown: Example['wrong']): string {
  const language = typeof shown === 'string' ? (shown.startsWith('$ ') ? 'sh' : '') : 'yaml'
  return [`\`\`\`${language}`, ...shownLines(shown), '```'].join('\n')
}
