import type { Finding } from '../../model/finding.ts'
import { escapeText } from '../escape.ts'
import { flow, sentence } from '../layout/flow.ts'
import type { Style } from '../style.ts'
import { labelledLines } from './labelled-lines.ts'

const paints = { fine: 'added', advice: 'warning', wrong: 'problem', 'not-tried': 'faint' } as const

const words: Readonly<Record<Finding['verdict'], string>> = {
  fine: 'fine',
  advice: 'advice',
  wrong: 'wrong',
  'not-tried': '-',
}

/** One row a check, with what to do below it, and the counts. Ends with a line break. */
export function renderFindings(findings: readonly Finding[], style: Style): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const rest = ' '.repeat(width + 10)
  const lines = findings.flatMap((finding) => {
    const { check, verdict, text } = finding
    const pieces = sentence(escapeText(text))
    const [first = '', ...others] = flow(pieces, `${words[verdict].padEnd(6)}  ${check.padEnd(width)}  `, rest, style)
    const head = words[verdict].length
    const hint = 'hint' in finding ? finding.hint : undefined
    return [
      style[paints[verdict]](first.slice(0, head)) + first.slice(head),
      ...others,
      ...(hint === undefined ? [] : labelledLines('hint', hint, undefined, rest, style)),
    ]
  })
  const count = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict).length
  const [wrong, advice, untried] = [count('wrong'), count('advice'), count('not-tried')]
  const counts = [
    ...(wrong === 0 ? ['nothing is wrong'] : [`${wrong} wrong`]),
    ...(advice === 0 ? [] : [`${advice} with advice`]),
    ...(untried === 0 ? [] : [`${untried} not tried`]),
  ]
  return `${lines.join('\n')}\n\nDoctor: ${counts.join(', ')}.\n`
}
