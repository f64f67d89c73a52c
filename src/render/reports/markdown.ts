import { exitCodes } from '../../model/exit-codes.ts'
import type { FailureFound } from '../format.ts'
import { countDiagnostics, explainLine, plural } from '../human/diagnostics.ts'
import { plainStyle } from '../style.ts'
import { clip } from './markdown/clip.ts'
import { diagnosticSection } from './markdown/diagnostics.ts'
import { type Draft, documentOf, type Section } from './markdown/document.ts'
import { driftLead, driftParts } from './markdown/drift.ts'
import { prose } from './markdown/inert.ts'
import { markerOf } from './markdown/marker.ts'
import { planLead, planSections } from './markdown/plan.ts'
import { named } from './markdown/rows.ts'
import { runLead, runSections } from './markdown/run.ts'
import { runsSections, storyLead, storySections } from './markdown/runs.ts'
import type { ReportContent, ReportFormat, ReportPlace, ReportSheet, ReportSubject } from './report-format.ts'

/** A comment for a pull request: GitHub Flavored Markdown, never longer than `longestReport`. */
export const markdown: ReportFormat = (content, sheet) => [documentOf(draftOf(content, sheet))]

function draftOf(content: ReportContent, sheet: ReportSheet): Draft {
  const { subject, failure } = content
  const whole = wholeCommand(subject, sheet)
  const told = subject === undefined ? nothing : toldOf(subject, sheet)
  const number = exitCodes[sheet.exit]
  return {
    marker: markerOf(sheet.command, placeOf(subject, sheet), subject?.kind === 'run' ? subject.facts.shard : undefined),
    title: `idctl ${sheet.command}`,
    lead: [...(failure === undefined ? [] : failureLead(failure)), ...told.lead],
    sections: told.sections,
    whole,
    foot: [
      ...(sheet.masked ? ['Pseudonyms stand for people, values and files.'] : []),
      `idctl ${prose(sheet.idctlVersion)}, exit ${number}${sheet.exit === 'ok' ? '' : ` (${sheet.exit})`}`,
    ],
  }
}

interface Told {
  readonly lead: readonly string[]
  readonly sections: readonly Section[]
}

const nothing: Told = { lead: [], sections: [] }

function toldOf(subject: ReportSubject, sheet: ReportSheet): Told {
  switch (subject.kind) {
    case 'plan':
    case 'saved-plan':
      return { lead: planLead(subject.plan), sections: planSections(subject.plan, sheet) }
    case 'no-plan':
    case 'no-drift': {
      const { diagnostics, head } = subject.why
      const what = subject.kind === 'no-plan' ? 'there is no plan' : 'drift cannot be told'
      const where = `Workspace ${named(head.workspace)} on ${named(head.target)}`
      return problems(`${countDiagnostics(diagnostics)}; ${what} until the errors are gone.`, subject.why, sheet, [
        where,
      ])
    }
    case 'check': {
      const { documents, files, diagnostics } = subject.check
      const counts = `${plural(documents, 'document')} in ${plural(files, 'file')}: ${countDiagnostics(diagnostics)}.`
      return problems(counts, subject.check, sheet)
    }
    case 'file-problems':
      return problems(`${countDiagnostics(subject.diagnostics)} in the ${subject.file}.`, subject, sheet)
    case 'drift':
      return { lead: driftLead(subject), sections: driftParts(subject, sheet) }
    case 'run':
      return { lead: runLead(subject), sections: runSections(subject, sheet) }
    case 'runs':
      return {
        lead: [subject.runs.length === 0 ? '**No runs.**' : `**${plural(subject.runs.length, 'run')}**, newest first`],
        sections: runsSections(subject.runs, subject.now),
      }
    case 'story':
      return { lead: storyLead(subject.run), sections: storySections(subject.run) }
  }
}

function problems(
  verdict: string,
  { diagnostics }: Pick<Extract<ReportSubject, { kind: 'file-problems' }>, 'diagnostics'>,
  sheet: ReportSheet,
  about: readonly string[] = [],
): Told {
  const explain = explainLine(diagnostics, plainStyle)
  return {
    lead: [`**${prose(verdict)}**`, ...(explain === '' ? [] : [prose(explain)]), ...about],
    sections: diagnosticSection(diagnostics, sheet),
  }
}

const mostLines = 10
const longestLine = 600

function failureLead({ exit, name, message, hint }: FailureFound): string[] {
  const lines = (text: string) =>
    text
      .split('\n', mostLines)
      .filter((line) => line.trim() !== '')
      .map((line) => prose(clip(line, longestLine)))
      .join('\\\n')
  return [
    `✗ **Error** (exit ${exit}, ${name}): ${lines(message)}`,
    ...(hint === undefined ? [] : [`hint: ${lines(hint)}`]),
  ]
}

/** The command that shows what has no room here. */
function wholeCommand(subject: ReportSubject | undefined, { command }: ReportSheet): string {
  switch (subject?.kind) {
    case 'saved-plan':
      return '`idctl show PLAN --full`'
    case 'plan':
      return '`idctl plan --full`, or `idctl show PLAN --full` of a plan that was kept'
    case 'run':
    case 'story':
      return '`idctl runs --last --full`'
    case 'drift':
      return '`idctl drift --full`'
    default:
      return `\`idctl ${command}\``
  }
}

function placeOf(subject: ReportSubject | undefined, { place = {} }: ReportSheet): Partial<ReportPlace> {
  switch (subject?.kind) {
    case 'plan':
    case 'saved-plan':
      return subject.plan
    case 'no-plan':
    case 'no-drift':
      return subject.why.head
    case 'drift':
      return subject.found.plan
    case 'run':
      return subject.place
    case 'story':
      return subject.run
    default:
      return place
  }
}
