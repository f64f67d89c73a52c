import type { DriftItem } from '../../model/drift.ts'
import { escapeText } from '../escape.ts'
import type { Paint } from '../style.ts'

/** What the baseline says about a difference. */
export interface VerdictNote {
  readonly text: string
  readonly paint: Paint
}

/** `undefined` where the baseline has nothing about the difference. */
export function verdictNote({ verdict }: DriftItem): VerdictNote | undefined {
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
