import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Change } from '../../src/model/change.ts'
import type { Access } from '../../src/model/plan.ts'
import type { Outcome } from '../../src/model/report.ts'
import { renderAccess } from '../../src/render/human/access.ts'
import { layHeads } from '../../src/render/human/change-head.ts'
import { driftLook } from '../../src/render/human/drift-row.ts'
import { renderOutcomes } from '../../src/render/human/outcome-rows.ts'
import { shownAction } from '../../src/render/human/symbols.ts'
import { widthOf } from '../../src/render/layout/width.ts'
import { plainStyle } from '../../src/render/style.ts'
import { planText } from '../support/plan-text.ts'
import { createOf, planOf, updateOf } from '../unit/render/fixtures.ts'

/** Most are short, some as long as they like. */
function text(characters: readonly string[], longest: number): fc.Arbitrary<string> {
  const unit = fc.constantFrom(...characters)
  return fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit, minLength: 3, maxLength: 10 }) },
    { weight: 1, arbitrary: fc.string({ unit, minLength: 3, maxLength: longest }) },
  )
}

/** Whose cell it is can be told by the characters, however it is shortened. */
const person = fc.record({
  key: text(['k', 'é', '漢', 'k\u0301'], 90),
  display: fc.option(text(['N', '名', '\u{1F469}\u200D\u{1F680}', 'N\u0308'], 60), { nil: undefined }),
  identifier: fc.option(text(['@', '＠'], 40), { nil: undefined }),
  folders: fc.array(text(['f', 'ö', '件'], 30), { maxLength: 3 }),
  file: text(['f', 'ö', '件'], 60),
  line: fc.nat(99_999),
  kind: fc.constantFrom('pending', 'drift', 'adopt', 'create', 'gone', 'late'),
})
const nowhere = { file: 'f', line: 1, column: 1 }
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never

const cells = {
  key: /(?<=^|\s)[ké漢]/u,
  name: /(?<=^|\s)[N名\u{1F469}<@＠]/u,
  place: /(?<=^|\s)(?:…\/|[fö件]{2})/u,
  reason: /\((?:pending|drift|unmarked|document is gone|grace period is over)\)/u,
}

function rowOf({ key, display, identifier, folders, file, line, kind }: Person): Change {
  const about = {
    ...(display !== undefined && { display }),
    ...(identifier !== undefined && { identifiers: [identifier] }),
    origin: { file: [...folders, `${file}.yaml`].join('/'), line, column: 1 },
  }
  if (kind === 'create') return createOf(key, about)
  if (kind === 'adopt') return updateOf(key, { ...about, action: 'adopt', reason: 'unmarked' })
  if (kind === 'pending' || kind === 'drift') return updateOf(key, { ...about, reason: kind })
  const { mark: _mark, ...live } = updateOf(key, about)
  return { ...live, action: 'delete', reason: kind === 'gone' ? 'document-gone' : 'grace-over' }
}

/** `folder/file:line`, which stays whole wherever a line has room for it. */
function placeOf({ origin = nowhere }: Pick<Change, 'origin'>): string {
  return origin.line === 0 ? origin.file : `${origin.file}:${origin.line}`
}

/** The columns at which the cells of one kind begin, in lines that are heads of rows. */
function beginnings(lines: readonly string[], cell: RegExp): number[] {
  const starts = lines.flatMap((line) => {
    const at = line.search(cell)
    return at === -1 ? [] : [widthOf(line.slice(0, at))]
  })
  return [...new Set(starts)]
}

const endings = ['failed', 'moved', 'skipped', 'blocked'] as const
const outcomeCells = {
  key: cells.key,
  outcome: new RegExp(`(?<=^|\\s)(?:${endings.join('|')})(?=\\s|$)`),
  place: cells.place,
}

const isHead = (line: string) => !/^ *(?:account|note|way in|about): /.test(line)
const withoutLabel = (line: string) => line.replace(/^\S [a-z]+ */, (label) => ' '.repeat(label.length))

/** The lines of each section below its title. */
function sectionsOf(screen: string, title: RegExp): string[][] {
  const blocks = screen.split('\n\n').filter((block) => title.test(block))
  return blocks.map((block) => block.trimEnd().split('\n').slice(1).filter(isHead).map(withoutLabel))
}

function expectColumns(sections: readonly (readonly string[])[], expected: Readonly<Record<string, RegExp>>): void {
  const several = sections.map((lines) => {
    return Object.entries(expected).flatMap(([name, cell]) => (beginnings(lines, cell).length > 1 ? [name] : []))
  })
  expect(several).toEqual(sections.map(() => []))
}

const people = fc.uniqueArray(person, { selector: ({ key }) => key, minLength: 1, maxLength: 20 })
const width = fc.integer({ min: 60, max: 140 })

test('law: in each section of a plan every column begins at one place, and no line leaves the terminal', () => {
  fc.assert(
    fc.property(people, width, (everybody, columns) => {
      const changes = everybody.map(rowOf)
      const screen = planText(planOf(changes), { style: { ...plainStyle, width: columns }, detail: 'full' })
      expect(screen.split('\n').filter((line) => widthOf(line) > columns)).toEqual([])
      const sections = sectionsOf(screen, /^[A-Z][a-z -]+ \(\d+\)\n/)
      expect(sections).toHaveLength(new Set(changes.map(shownAction)).size)
      expectColumns(sections, cells)
      for (const place of changes.map(placeOf)) if (widthOf(place) <= columns) expect(screen).toContain(place)
    }),
  )
})

test('law: so it is among the rows of drift, which have no labels, and among the ways in', () => {
  fc.assert(
    fc.property(people, width, (everybody, columns) => {
      const changes = everybody.map(rowOf)
      const style = { ...plainStyle, width: columns }
      const heads = layHeads(changes, style, driftLook)
      const access = changes.map(({ key, display, origin = nowhere }): Access => {
        const name = display === undefined ? {} : { display }
        return { key, ...name, origin, state: 'active', way_in: ['password'], not_known: ['recovery'] }
      })
      const ways = renderAccess(access, style)
      const lines = [changes.flatMap((change) => heads.headOf(change).lines), ways.split('\n').slice(1)]
      expect(lines.flat().filter((line) => widthOf(line) > columns)).toEqual([])
      expectColumns(lines, cells)
    }),
  )
})

test('law: so it is among the changes that an apply did not make', () => {
  const ending = fc.constantFrom(...endings)
  fc.assert(
    fc.property(fc.array(fc.tuple(person, ending), { minLength: 1, maxLength: 20 }), width, (everybody, columns) => {
      const outcomes = everybody.map(([one, outcome]): Outcome => {
        const { action, key, origin } = rowOf(one)
        return { action, key, outcome, ...(origin !== undefined && { origin }), paths: ['/t'.repeat(columns)] }
      })
      const lines = renderOutcomes(outcomes, { ...plainStyle, width: columns })
        .join('\n')
        .split('\n')
      expect(lines.filter((line) => widthOf(line) > columns)).toEqual([])
      expectColumns([lines.filter(isHead).map(withoutLabel)], outcomeCells)
      for (const place of outcomes.map(placeOf))
        if (widthOf(place) <= columns) expect(lines.join('\n')).toContain(place)
    }),
  )
})
