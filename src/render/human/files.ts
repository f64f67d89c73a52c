import type { FileStep, FilesFound } from '../../model/file-step.ts'
import { escapeText } from '../escape.ts'
import { flow, sentence } from '../layout/flow.ts'
import type { Style } from '../style.ts'

type Outcome = FileStep['outcome']

const paints = { created: 'added', updated: 'changed', unchanged: 'faint', kept: 'warning' } as const

const planned: Readonly<Record<Outcome, string>> = {
  created: 'to create',
  updated: 'to update',
  unchanged: 'unchanged',
  kept: 'kept',
}

/** One line a file, what there is to know besides, and the counts. Ends with a line break. */
export function renderFiles({ isCheck, steps, notes }: FilesFound, style: Style): string {
  const wordOf = (outcome: Outcome) => (isCheck ? planned[outcome] : outcome)
  const lines = steps.map(({ file, outcome, why }) => {
    const line = `${style[paints[outcome]](wordOf(outcome).padEnd(9))}  ${escapeText(file)}`
    return why === undefined ? line : `${line}\n           ${escapeText(why)}`
  })
  const counts = (Object.keys(planned) as Outcome[]).flatMap((outcome) => {
    const count = steps.filter((step) => step.outcome === outcome).length
    return count === 0 ? [] : [`${count} ${wordOf(outcome)}`]
  })
  const said = notes.flatMap((note) => flow(sentence(escapeText(note)), '', '  ', style))
  const blocks = [lines.join('\n'), said.join('\n'), `Files: ${counts.join(', ')}.`]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}
