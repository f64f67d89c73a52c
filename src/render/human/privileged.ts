import type { Change } from '../../model/change.ts'
import { compareText } from '../../model/compare-text.ts'
import { heldBy, type PrivilegedRow } from '../../model/count-privileged.ts'
import { canonicalJson, type Json, type JsonPointer } from '../../model/json.ts'
import type { PrivilegedCounts, PrivilegedValues } from '../../model/privileged.ts'
import { escapeText } from '../escape.ts'
import { flow } from '../layout/flow.ts'
import type { Paint, Style } from '../style.ts'
import type { Heads } from './change-head.ts'
import { behindRowIndent, rowIndent } from './row-indent.ts'
import { renderValue } from './value.ts'

/** What becomes of a value, in the order of the section. */
const effects = ['gained', 'lost', 'kept'] as const
type Effect = (typeof effects)[number]

/** What stands before a value, so that its colour is not the only sign. */
export const effectSigns: Readonly<Record<Effect, { readonly text: string; readonly paint: Paint }>> = {
  gained: { text: '+', paint: 'added' },
  lost: { text: '-', paint: 'removed' },
  kept: { text: 'o', paint: 'warning' },
}

const countNames = ['gain', 'lose', 'keep', 'held'] as const satisfies readonly (keyof PrivilegedCounts)[]

/** How it is said: of what a plan would do, or of what has happened. */
export interface PrivilegedWords {
  /** For one and for several people. */
  readonly counts: Readonly<Record<keyof PrivilegedCounts, readonly [one: string, several: string]>>
  /** Stands behind a value that live has changed since the last apply. */
  readonly drift: string
  readonly held: Readonly<Record<NonNullable<ReturnType<typeof heldBy>>, string>>
}

const released = ['is released with them', 'are released with them'] as const
const accepted = 'the baseline accepts it'
const recent = 'seen in too few runs to be reported'

export const plannedWords: PrivilegedWords = {
  counts: { gain: ['gains', 'gain'], lose: ['loses', 'lose'], keep: released, held: ['not done', 'not done'] },
  drift: 'drift',
  held: {
    blocked: 'not done: blocked',
    waits: 'not done: it waits',
    observed: 'not done: only observed',
    accepted,
    recent,
  },
}

export const driftedWords: PrivilegedWords = {
  counts: {
    gain: ['has gained', 'have gained'],
    lose: ['has lost', 'have lost'],
    keep: released,
    held: ['not counted as drift', 'not counted as drift'],
  },
  drift: '',
  held: { blocked: '', waits: '', observed: 'only observed', accepted, recent },
}

/** The people to whom the same happens with the same value. */
interface Group {
  readonly effect: Effect
  readonly path: JsonPointer
  readonly value: Json
  readonly note: string
  readonly isHeld: boolean
  /** Places of the rows, ascending. */
  readonly rows: number[]
}

/** Gathers rows by value, while they pass by one after the other. Keeps no rows, as there may be many. */
export interface PrivilegedGroups {
  add(row: PrivilegedRow, index: number): void
  /** Places of all rows with privileged values, ascending. */
  readonly places: readonly number[]
  /** In the order of the section. */
  finish(): readonly Group[]
}

export function gatherPrivileged(words: PrivilegedWords): PrivilegedGroups {
  const groups = new Map<string, Group>()
  const places: number[] = []
  const note = (row: PrivilegedRow, values: PrivilegedValues, index: number): void => {
    const held = heldBy(row, values)
    const text = noteOf(values, held, words)
    for (const effect of effects) {
      for (const value of values[effect] ?? []) {
        const name = JSON.stringify([effect, values.path, canonicalJson(value), text])
        const group = groups.get(name) ?? newGroup(effect, values.path, value, text, held !== undefined)
        groups.set(name, group)
        if (group.rows.at(-1) !== index) group.rows.push(index)
      }
    }
  }
  return {
    add(row, index) {
      if (row.privileged === undefined || row.privileged.length === 0) return
      places.push(index)
      for (const values of row.privileged) note(row, values, index)
    },
    places,
    finish: () => [...groups.values()].sort(inOrder),
  }
}

function newGroup(effect: Effect, path: JsonPointer, value: Json, note: string, isHeld: boolean): Group {
  return { effect, path, value, note, isHeld, rows: [] }
}

function inOrder(left: Group, right: Group): number {
  return (
    Number(left.isHeld) - Number(right.isHeld) ||
    effects.indexOf(left.effect) - effects.indexOf(right.effect) ||
    compareText(left.path, right.path) ||
    compareText(canonicalJson(left.value), canonicalJson(right.value)) ||
    compareText(left.note, right.note)
  )
}

function noteOf(
  { by, gained, cause }: PrivilegedValues,
  held: ReturnType<typeof heldBy>,
  words: PrivilegedWords,
): string {
  const what = {
    value: cause === 'drift' || cause === 'both' ? words.drift : '',
    access: gained === undefined ? 'the value stays, but not the access' : 'the value was there, and access returns',
    release: 'the value stays, and idctl no longer manages it',
  }[by]
  return [what, held === undefined ? '' : words.held[held]].filter((text) => text !== '').join('; ')
}

/** What the rows of the section are made of. */
export interface PrivilegedSheet {
  readonly heads: Heads
  readonly changeAt: (index: number) => Change | undefined
  readonly style: Style
}

/**
 * The section of those who gain and lose privileged values: every one of them, by value. Each line ends with a line break.
 *
 * @param said their numbers: `privilegedText`
 */
export function* renderPrivileged(
  { places, finish }: PrivilegedGroups,
  said: string,
  { heads, changeAt, style }: PrivilegedSheet,
): Generator<string> {
  yield* ended(
    flow([{ text: `Privileged (${places.length}):`, paint: 'strong' }, { text: said }], '', rowIndent, style),
  )
  for (const group of finish()) {
    yield* ended(groupLines(group, style))
    for (const index of group.rows) {
      const change = changeAt(index)
      if (change !== undefined) yield* ended(heads.headOf(change).lines.map((line) => rowIndent + line))
    }
  }
}

function groupLines({ effect, path, value, note, rows }: Group, style: Style): string[] {
  const { text, paint } = effectSigns[effect]
  const most = Math.max(behindRowIndent(style).width - rowIndent.length, 20)
  return flow(
    [
      { text, paint },
      { text: escapeText(path) },
      { text: renderValue(value, { most }), paint },
      { text: `(${rows.length})${note === '' ? '' : ':'}` },
      ...(note === '' ? [] : [{ text: note, paint: 'faint', prose: true } as const]),
    ],
    '',
    rowIndent,
    style,
  )
}

function* ended(lines: readonly string[]): Generator<string> {
  for (const line of lines) yield `${line}\n`
}

/** `17 gain, 3 lose`: the numbers that are not zero. */
export function privilegedText(counts: PrivilegedCounts, words: PrivilegedWords): string {
  return countNames
    .flatMap((name) => {
      const [count, [one, several]] = [counts[name], words.counts[name]]
      return count === 0 ? [] : [`${count} ${count === 1 ? one : several}`]
    })
    .join(', ')
}
