import type { Change } from '../../model/change.ts'
import { replacedBy } from '../../model/change-parts.ts'
import { push } from '../../model/push.ts'
import { hintOf, notesOf } from './change.ts'
import { shownAction } from './symbols.ts'

export interface Section {
  readonly title: string
  /** Number of people, or of replacements. */
  readonly count: number
  /** Places of its changes in the plan, in the order in which they are shown. */
  readonly rows: readonly number[]
  /** Notes that several changes would all say, in the same words: they are said once. */
  readonly said: readonly string[]
  /** Hints that more than a few of its rows would give, with how many: they are given once. */
  readonly hints: readonly { readonly text: string; readonly count: number }[]
}

/** Sorts the changes of a plan into sections, while they pass by one after the other. */
export interface Sections {
  add(change: Change, index: number): void
  /**
   * Those that are not empty. Inside a section changes stay in execution order; only the creation of a replacement follows its removal
   * directly.
   */
  finish(): readonly Section[]
}

/** The sections of a plan in their order: what costs most comes first. */
const titles = [
  'Blocked',
  'Replaced',
  'Removed',
  'Access',
  'Released',
  'Sign-in changes',
  'Other updates',
  'Adopted',
  'New',
  'Observed',
] as const
type Title = (typeof titles)[number]

interface Gathered {
  readonly rows: number[]
  /** Hint → number of rows. */
  readonly hints: Map<string, number>
  said: readonly string[] | undefined
}

/** The creation of a replacement, which may come before its removal. */
interface Comer {
  readonly index: number
  /** Key of the removal. */
  readonly goes: string
  readonly notes: readonly string[]
}

export function gatherSections(): Sections {
  const byTitle = new Map<Title, Gathered>()
  const going = new Map<string, number>()
  const comers: Comer[] = []
  const say = (title: Title, notes: readonly string[]): Gathered => {
    const { rows, said, hints } = byTitle.get(title) ?? { rows: [], said: undefined, hints: new Map<string, number>() }
    const gathered = { rows, hints, said: said?.filter((text) => notes.includes(text)) ?? notes }
    byTitle.set(title, gathered)
    return gathered
  }
  return {
    add(change, index) {
      if (isReplaced(change)) going.set(change.key, index)
      const goes = change.action === 'create' && !change.blocked ? change.replaces?.key : undefined
      if (goes !== undefined) comers.push({ index, goes, notes: notesOf(change) })
      else {
        const { rows, hints } = say(titleOf(change), notesOf(change))
        rows.push(index)
        const hint = hintOf(change)
        if (hint !== undefined) hints.set(hint, (hints.get(hint) ?? 0) + 1)
      }
    },
    finish() {
      const followers = new Map<number, number[]>()
      for (const { index, goes, notes } of comers) {
        const removal = going.get(goes)
        const { rows } = say(removal === undefined ? 'New' : 'Replaced', notes)
        if (removal === undefined) rows.push(index)
        else push(followers, removal, index)
      }
      return titles.flatMap((title) => {
        const { rows, said = [], hints = [] } = byTitle.get(title) ?? { rows: [] }
        if (rows.length === 0) return []
        const ordered = rows.toSorted((left, right) => left - right)
        const placed = ordered.flatMap((index) => [index, ...(followers.get(index) ?? [])])
        return [{ title, count: rows.length, rows: placed, said: placed.length > 1 ? said : [], hints: manyOf(hints) }]
      })
    },
  }
}

/** Rows may give a hint each, up to so many. */
const few = 3

function manyOf(hints: Iterable<readonly [string, number]>): Section['hints'] {
  return [...hints].flatMap(([text, count]) => (count > few ? [{ text, count }] : []))
}

function isReplaced(change: Change): boolean {
  return change.blocked === undefined && replacedBy(change) !== undefined
}

function titleOf(change: Change): Title {
  if (change.blocked !== undefined) return 'Blocked'
  if (isReplaced(change)) return 'Replaced'
  switch (shownAction(change)) {
    case 'delete':
      return 'Removed'
    case 'disable':
      return 'Access'
    case 'release':
      return 'Released'
    case 'update':
      return (change.counts.identifier_changes ?? 0) > 0 ? 'Sign-in changes' : 'Other updates'
    case 'adopt':
      return 'Adopted'
    case 'create':
      return 'New'
    case 'none':
      return 'Observed'
  }
}
