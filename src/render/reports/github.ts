import { escapeText } from '../escape.ts'
import { type Problem, problemsOf } from './problems.ts'
import type { ReportFormat, ReportSheet } from './report-format.ts'

const commands = { error: 'error', warning: 'warning', note: 'notice' } as const

/**
 * Workflow commands of GitHub Actions, which make annotations when a step writes them to its output
 * (https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions).
 */
export const github: ReportFormat = (content, sheet) => problemsOf(content).map((problem) => commandOf(problem, sheet))

function commandOf({ severity, code, text, hint, at }: Problem, { prefix }: ReportSheet): string {
  const places =
    at === undefined
      ? []
      : [
          ['file', prefix + at.file],
          ...(at.line > 0 ? [['line', String(at.line)]] : []),
          ...(at.line > 0 && at.column > 0 ? [['col', String(at.column)]] : []),
        ]
  const members = [...places, ['title', `idctl ${code}`]].map(([name, value]) => `${name}=${property(value ?? '')}`)
  const message = [text, ...(hint === undefined ? [] : [hint])].map(escapeText).join('\n')
  return `::${commands[severity]} ${members.join(',')}::${data(message)}\n`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(escapeText(text)).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
