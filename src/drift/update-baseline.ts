import { isSeq, parseDocument } from 'yaml'
import { IdctlError } from '../errors.ts'
import type { CalendarDay } from '../model/calendar-day.ts'
import {
  type BaselineEntry,
  type BaselineUpdate,
  type DriftAcceptance,
  type DriftItem,
  type DriftSubject,
  type DriftView,
  isOutside,
} from '../model/drift.ts'
import { sourceText } from '../source/source-text.ts'
import { parseBaseline } from './parse-baseline.ts'
import { acceptedLive, subjectName } from './subject.ts'

/** The entries to add so that everything in the view is accepted, and the obsolete ones to remove. */
export type BaselineChanges = Omit<BaselineUpdate, 'file'>

/** Compares a baseline with the drift. Entries stay that still accept something, or that this run could not check. */
export function changesOfBaseline(
  entries: readonly BaselineEntry[],
  view: DriftView,
  today: CalendarDay,
): BaselineChanges {
  const items = [...view.identities.flatMap((identity) => identity.items), ...view.unmanaged.map(({ item }) => item)]
  const accepting = new Set(items.flatMap(({ verdict }) => (verdict.kind === 'accepted' ? [verdict.entry] : [])))
  const useless = new Map<BaselineEntry, string>()
  for (const entry of view.unmatched) useless.set(entry, 'it matches no drift')
  for (const { verdict, counts } of items) {
    if (!counts || verdict.kind === 'open' || accepting.has(verdict.entry)) continue
    useless.set(verdict.entry, 'live has moved on')
  }
  return {
    added: uniqueSubjects(items.filter(isOutside)),
    dropped: entries.flatMap((entry) => {
      const why = useless.get(entry)
      const { expires } = entry.acceptance
      return why === undefined ? [] : [{ entry, why: expires < today ? `it expired on ${expires}` : why }]
    }),
    kept: entries.filter((entry) => !useless.has(entry)),
  }
}

/**
 * The text of a baseline after its changes. Keeps comments and remaining entries, and appends new ones. Parses the result again
 * to check that the remaining entries still mean the same.
 *
 * @param text A baseline that `parseBaseline` accepts; absent for a new file.
 * @throws IdctlError (exit `error`) when YAML aliases prevent the change
 */
export function updateBaseline(
  text: string | undefined,
  changes: BaselineChanges,
  acceptance?: DriftAcceptance,
): { readonly text: string; readonly entries: readonly BaselineEntry[] } {
  const document = parseDocument(text ?? newBaseline, { version: '1.2', schema: 'core', merge: true })
  const list = document.get('accepted', true)
  if (!isSeq(list)) throw tangled()
  const gone = new Set(changes.dropped.map(({ entry }) => entry.index))
  list.items = list.items.filter((_, index) => !gone.has(index))
  for (const subject of changes.added) list.add(document.createNode({ ...subject, ...acceptance }))
  list.flow = list.items.length === 0
  const next = orTangled(() => document.toString({ lineWidth: 0 }))
  const { entries = [] } = parseBaseline(sourceText('', next))
  const isAsItWas = changes.kept.every((entry, index) => meansTheSame(entry, entries[index]))
  if (!isAsItWas || entries.length !== changes.kept.length + changes.added.length) throw tangled()
  return { text: next, entries }
}

/** Turns the `yaml` package's error about an alias without its anchor into an `IdctlError`. */
function orTangled(toText: () => string): string {
  try {
    return toText()
  } catch (error) {
    throw tangled(error)
  }
}

function tangled(cause?: unknown): IdctlError {
  return new IdctlError('the baseline cannot be changed without breaking it', {
    exit: 'error',
    hint: 'write out its aliases and merge keys; it was not changed',
    cause,
  })
}

function meansTheSame(left: BaselineEntry, right: BaselineEntry | undefined): boolean {
  const meaning = ({ subject, acceptance }: BaselineEntry) => JSON.stringify([subject, acceptance])
  return right !== undefined && meaning(left) === meaning(right)
}

const newBaseline = `# Drift that is accepted, for a while: see \`idctl drift --help\`. \`live\` stands for the value that was accepted.
version: 1
accepted: []
`

function uniqueSubjects(items: readonly DriftItem[]): DriftSubject[] {
  const known = new Map<string, DriftSubject>()
  for (const { subject } of items)
    known.set(JSON.stringify([subjectName(subject), acceptedLive(subject) ?? null]), subject)
  return [...known.values()]
}
