import { endings } from '../src/model/endings.ts'
import type { Example } from '../src/model/explanations/explanation.ts'
import { shownLines } from '../src/render/human/topic.ts'
import { type Topic, type TopicKind, topics } from '../src/render/topics.ts'
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

export function endingsPage(): string {
  const texts: Readonly<Record<string, { readonly reason: string; readonly hint?: string }>> = endings
  return page('Endings of changes', [
    'In `apply --json`, every change that was not done, or not done whole, has a `code` beside `reason` and `hint`. Match the code: it stays the same, while the texts may be worded better. With `--mask` the texts are those below, and what stands in braces is masked. `idctl explain CODE` explains each code of this page.',
    table(
      ['Code', 'Reason', 'Hint', 'Cause'],
      topicsOf('ending').map(({ code, cause }) => [code, texts[code]?.reason ?? '', texts[code]?.hint ?? '', cause]),
    ),
    'A change that the plan had blocked has the code of its `blocked`:',
    topicTable('blocked'),
    'What a change means for its person (`consequences` of `plan --json`):',
    topicTable('consequence'),
    'A guard that refuses a plan (`guards` of `plan --json`):',
    topicTable('guard'),
  ])
}

function topicsOf(kind: TopicKind): readonly Topic[] {
  return topics.filter((topic) => topic.kind === kind)
}

function topicTable(kind: TopicKind): string {
  return table(
    ['Code', 'Meaning', 'Cause', 'What to do'],
    topicsOf(kind).map(({ code, title, cause, cure }) => [code, title, cause, cure]),
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
