import { type Document, isSeq, parseDocument, type YAMLSeq } from 'yaml'
import { IdctlError } from '../errors.ts'
import type { CalendarDay } from '../model/calendar-day.ts'
import type { Acceptance, BaselineEntry, BaselineUpdate, DriftItem, DriftSubject, DriftView } from '../model/drift.ts'
import { isOutside } from './judge-drift.ts'
import { acceptedLive, subjectName } from './subject.ts'

/** What a baseline needs so that everything in the view is accepted, and what in it is of no use any more. */
export type BaselineChanges = Pick<BaselineUpdate, 'added' | 'dropped' | 'kept'>

/** Compares a baseline with what drifted. Entries that still accept something, or of which this run cannot tell, stay. */
export function changesOfBaseline(
  entries: readonly BaselineEntry[],
  view: DriftView,
  today: CalendarDay,
): BaselineChanges {
  const items = [...view.identities.flatMap((identity) => identity.items), ...view.unmanaged.map(({ item }) => item)]
  const accepting = new Set(items.flatMap(({ verdict }) => (verdict.kind === 'accepted' ? [verdict.entry] : [])))
  const dropped = new Map<BaselineEntry, string>()
  for (const entry of view.unmatched) dropped.set(entry, 'it matches no drift')
  for (const { verdict, counts } of items) {
    if (!counts || verdict.kind === 'open' || accepting.has(verdict.entry)) continue
    if (verdict.kind === 'expired') dropped.set(verdict.entry, `it expired on ${verdict.entry.acceptance.expires}`)
    if (verdict.kind === 'outdated') dropped.set(verdict.entry, 'live has moved on')
  }
  const isTimely = ({ acceptance }: BaselineEntry) => acceptance.expires >= today
  const added = uniqueSubjects(items.filter(isOutside))
  return {
    added,
    dropped: entries.flatMap((entry) => {
      const why = dropped.get(entry)
      return why === undefined
        ? []
        : [{ entry, why: isTimely(entry) ? why : `it expired on ${entry.acceptance.expires}` }]
    }),
    kept: entries.length - dropped.size,
  }
}

/**
 * The text of a baseline after its changes: comments and what stays are kept, what is new comes last. `text` must be a
 * baseline that `parseBaseline` takes; absent for a new file.
 * @throws IdctlError (exit `error`) where the list is an alias
 */
export function updateBaseline(text: string | undefined, changes: BaselineChanges, acceptance?: Acceptance): string {
  const document = parseDocument(text ?? newBaseline, { version: '1.2', schema: 'core', merge: true })
  const list = listOf(document)
  const gone = new Set(changes.dropped.map(({ entry }) => entry.index))
  list.items = list.items.filter((_, index) => !gone.has(index))
  for (const subject of changes.added) list.add(document.createNode({ ...subject, ...acceptance }))
  list.flow = list.items.length === 0
  return document.toString({ lineWidth: 0 })
}

const newBaseline = `# Drift that is accepted, for a while: see \`idctl drift --help\`. \`live\` stands for the value that was accepted.
version: 1
accepted: []
`

function listOf(document: Document.Parsed): YAMLSeq {
  const list = document.get('accepted', true)
  if (isSeq(list)) return list
  throw new IdctlError('the list of the baseline cannot be written to', {
    exit: 'error',
    hint: 'write it out below accepted:, without an alias',
  })
}

function uniqueSubjects(items: readonly DriftItem[]): DriftSubject[] {
  const known = new Map<string, DriftSubject>()
  for (const { subject } of items)
    known.set(JSON.stringify([subjectName(subject), acceptedLive(subject) ?? null]), subject)
  return [...known.values()]
}
