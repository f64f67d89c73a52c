import type { Plan } from '../../model/plan.ts'
import type { Report } from '../../model/report.ts'
import { escapeText } from '../escape.ts'
import { type Problem, problemsOf } from './problems.ts'
import type { ReportContent, ReportFormat, ReportSheet } from './report-format.ts'

interface TestCase {
  readonly name: string
  readonly suite: string
  readonly outcome?: { readonly element: 'failure' | 'skipped'; readonly type: string; readonly text: string }
  readonly file?: string
  readonly line?: number
}

/**
 * JUnit XML, as Jenkins, GitLab and others read it (https://github.com/testmoapp/junitxml). A problem is a failed test, and a warning as
 * well where it makes the exit code; guards that pass and changes that are done are tests that passed.
 */
export const junit: ReportFormat = (content, sheet) => {
  const cases = casesOf(content, sheet)
  const suites = [...new Set(cases.map(({ suite }) => suite))]
  const counts = (of: readonly TestCase[]) => {
    const number = (element: string) => of.filter(({ outcome }) => outcome?.element === element).length
    return `tests="${of.length}" failures="${number('failure')}" skipped="${number('skipped')}" errors="0"`
  }
  return (function* parts() {
    yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="idctl ${attribute(sheet.command)}" ${counts(cases)}>\n`
    for (const suite of suites) {
      const own = cases.filter((one) => one.suite === suite)
      yield `  <testsuite name="${attribute(suite)}" ${counts(own)}>\n`
      for (const one of own) yield testCase(one)
      yield '  </testsuite>\n'
    }
    yield '</testsuites>\n'
  })()
}

function casesOf(content: ReportContent, sheet: ReportSheet): TestCase[] {
  const problems = problemsOf(content).map((problem) => caseOf(problem, sheet))
  const passed = passedIn(content)
  const all = [...problems, ...passed]
  return all.length > 0 ? all : [{ suite: `idctl.${sheet.command}`, name: 'no problems' }]
}

/** Notes and warnings of a command that succeeded are tests that were skipped: nothing is wrong. */
function caseOf({ severity, code, text, hint, at }: Problem, { prefix, exit, command }: ReportSheet): TestCase {
  const fails = severity === 'error' || (severity === 'warning' && exit !== 'ok')
  const whole = hint === undefined ? text : `${text}\nhint: ${hint}`
  const [kind = ''] = code.split(':')
  return {
    suite: `idctl.${command}.${kind.startsWith('IDC') ? 'files' : kind}`,
    name: `${code} ${text}`,
    outcome: { element: fails ? 'failure' : 'skipped', type: code, text: whole },
    ...(at !== undefined && { file: prefix + at.file, ...(at.line > 0 && { line: at.line }) }),
  }
}

function passedIn({ subject }: ReportContent): TestCase[] {
  if (subject?.kind === 'plan' || subject?.kind === 'saved-plan') return passedGuards(subject.plan)
  return subject?.kind === 'run' ? doneIn(subject.report) : []
}

function passedGuards({ guards }: Pick<Plan, 'guards'>): TestCase[] {
  return guards
    .filter(({ tripped }) => !tripped)
    .map(({ guard, count, limit }) => ({ suite: 'idctl.plan.guard', name: `${guard}: ${count}, limit ${limit}` }))
}

function doneIn({ outcomes }: Report): TestCase[] {
  return outcomes
    .filter(({ outcome, waits }) => !waits && (outcome === 'done' || outcome === 'already-done'))
    .map(({ key, action, outcome }) => ({ suite: 'idctl.apply.done', name: `${key}: ${action} ${outcome}` }))
}

function testCase({ suite, name, outcome, file, line }: TestCase): string {
  const at = file === undefined ? '' : ` file="${attribute(file)}"${line === undefined ? '' : ` line="${line}"`}`
  const open = `    <testcase classname="${attribute(suite)}" name="${attribute(name)}"${at}`
  if (outcome === undefined) return `${open}/>\n`
  const { element, type, text } = outcome
  const [message = ''] = text.split('\n')
  const body =
    element === 'failure'
      ? `<failure type="${attribute(type)}" message="${attribute(message)}">${content(text)}</failure>`
      : `<skipped message="${attribute(message)}"/>`
  return `${open}>\n      ${body}\n    </testcase>\n`
}

/** XML has no way to write most control characters: they are shown as in a terminal. */
function attribute(text: string): string {
  return markup(escapeText(text)).replaceAll('"', '&quot;')
}

function content(text: string): string {
  return text
    .split('\n')
    .map((line) => markup(escapeText(line)))
    .join('\n')
}

function markup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
