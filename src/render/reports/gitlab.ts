import { escapeJsonText, escapeText } from '../escape.ts'
import { problemsOf } from './problems.ts'
import type { ReportFormat } from './report-format.ts'

const severities = { error: 'major', warning: 'minor', note: 'info' } as const

/** Code quality as GitLab takes it (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format). */
export const gitlab: ReportFormat = (content, { prefix, configFile }) => {
  const seen = new Map<string, number>()
  const entries = problemsOf(content).map(({ severity, code, text, hint, at }) => {
    const path = prefix + (at?.file ?? configFile)
    return {
      description: escapeText(hint === undefined ? text : `${text} (${hint})`),
      check_name: code,
      // By this GitLab tells what a merge request adds: the same for the same problem in another line, and never twice.
      fingerprint: numbered([code, path, text].join('|'), seen),
      severity: severities[severity],
      location: { path, lines: { begin: Math.max(1, at?.line ?? 1) } },
    }
  })
  return [`${escapeJsonText(JSON.stringify(entries, undefined, 2))}\n`]
}

function numbered(name: string, seen: Map<string, number>): string {
  const count = (seen.get(name) ?? 0) + 1
  seen.set(name, count)
  return count === 1 ? name : `${name}|${count}`
}
