import { type DriftItem, isRecent } from '../../model/drift.ts'
import { escapeText } from '../escape.ts'
import type { Paint } from '../style.ts'

/** What the baseline says about a difference, and how often it was seen. */
export interface VerdictNote {
  readonly text: string
  readonly paint: Paint
}

/** `undefined` where neither the baseline nor the number of sightings has anything to say about the difference. */
export function verdictNote(item: DriftItem): VerdictNote | undefined {
  const note = baselineNote(item)
  const { sightings } = item
  if (sightings === undefined || !isRecent(item) || item.verdict.kind === 'accepted') return note
  const text = `seen ${sightings.seen} of ${sightings.needed} times`
  return note === undefined ? { text, paint: 'faint' } : { ...note, text: `${note.text}; ${text}` }
}

function baselineNote({ verdict }: DriftItem): VerdictNote | undefined {
  if (verdict.kind === 'open') return undefined
  const { owner, reason, expires } = verdict.entry.acceptance
  const name = escapeText(owner)
  if (verdict.kind === 'accepted')
    return { text: `accepted by ${name} until ${expires}: ${escapeText(reason)}`, paint: 'faint' }
  if (verdict.kind === 'expired') return { text: `the acceptance of ${name} expired on ${expires}`, paint: 'warning' }
  return { text: `live has moved on since ${name} accepted it`, paint: 'warning' }
}

/** The note that all differences have, in the same words; `undefined` if there is only one of them, or they differ. */
export function commonNote(items: readonly DriftItem[]): VerdictNote | undefined {
  const [first, ...others] = items
  const note = first && verdictNote(first)
  if (note === undefined || others.length === 0) return undefined
  return others.every((item) => verdictNote(item)?.text === note.text) ? note : undefined
}
