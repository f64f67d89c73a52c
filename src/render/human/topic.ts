import type { Example, Shown } from '../../model/explanations/explanation.ts'
import { escapeLines } from '../escape.ts'
import { wrap, wrapBehind } from '../layout/wrap.ts'
import type { Style } from '../style.ts'
import { type Topic, type TopicKind, topicKinds } from '../topic.ts'

/** Title, cause, example and cure of a code. Ends with a line break. */
export function renderTopic(topic: Topic, style: Style): string {
  const { code, title, cause, example, cure, also } = topic
  const others = also.map((name) => `\`idctl explain ${name}\``)
  const blocks = [
    `${style.strong(code)}: ${title}`,
    wrap(cause, style.width).join('\n'),
    ...(example === undefined ? [] : exampleBlocks(example, style)),
    `${style.strong('What to do')}\n${wrap(cure, style.width).join('\n')}`,
    ...(others.length === 0
      ? []
      : [wrap(`The same word means something else elsewhere: ${others.join(', ')}.`, style.width).join('\n')]),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** All codes with their titles, by kind. Ends with a line break. */
export function renderTopics(topics: readonly Topic[], style: Style): string {
  const kinds = Object.keys(topicKinds) as TopicKind[]
  const blocks = kinds.map((kind) => {
    const own = topics.filter((topic) => topic.kind === kind)
    const widest = Math.max(...own.map(({ code }) => code.length))
    const lines = own.flatMap(({ code, title }) =>
      wrapBehind(title, style.width, `  ${style.strong(code.padEnd(widest))}  `, ' '.repeat(widest + 4)),
    )
    return [topicKinds[kind], ...lines].join('\n')
  })
  return `${[...blocks, 'More about one of them: idctl explain CODE'].join('\n\n')}\n`
}

/** The lines of one side of an example; each file has its name before it. */
export function shownLines(shown: Shown): string[] {
  if (typeof shown === 'string') return escapeLines(shown).split('\n')
  return Object.entries(shown).flatMap(([file, text], index) => [
    ...(index === 0 ? [] : ['']),
    `# ${file}`,
    ...escapeLines(text.trimEnd()).split('\n'),
  ])
}

function exampleBlocks({ given, wrong, right }: Example, style: Style): string[] {
  const block = (title: string, shown: Shown) =>
    [style.strong(title), ...shownLines(shown).map((line) => (line === '' ? '' : `  ${line}`))].join('\n')
  return [
    ...(given === undefined ? [] : [`${style.strong('For example')}\n${wrap(given, style.width).join('\n')}`]),
    block('Wrong', wrong),
    block('Right', right),
  ]
}
