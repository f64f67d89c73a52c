import { type ColumnRule, columnGap, layTable } from '../render/layout/columns.ts'
import { widthOf } from '../render/layout/width.ts'
import { wrapBehind } from '../render/layout/wrap.ts'
import type { Usage } from './context.ts'

/** In the order in which they begin. A stage lasts until the next one begins. */
const stages = {
  starting: 'starting',
  reading: 'reading documents',
  connecting: 'asking the server',
  checking: 'checking documents',
  listing: 'listing and comparing',
  arranging: 'arranging the plan',
  showing: 'writing the result',
  asking: 'waiting for an answer',
  executing: 'executing',
}

type Stage = keyof typeof stages

/** Measures where the time of a command goes. */
export interface Timings {
  /** What is used from here on, counts for this stage. */
  readonly stage: (name: Stage) => void
  /** Counts a request. */
  readonly request: () => void
  /** What the stage under way is about so far, such as `12 documents`. */
  readonly about: (amount: string) => void
  /** Lines of at most so many columns; `undefined`: nobody asked for it. */
  readonly table: (width: number) => string | undefined
}

const ignore = (): undefined => undefined

/** Without `--timings`. */
export const noTimings: Timings = { stage: ignore, request: ignore, about: ignore, table: ignore }

interface Row {
  milliseconds: number
  cpu: number
  requests: number
  about: string
}

/** @param usage what the process has used since it began */
export function createTimings(usage: () => Usage): Timings {
  const rows = new Map<Stage, Row>()
  let current: Stage = 'starting'
  let before: Pick<Usage, 'milliseconds' | 'cpu'> = { milliseconds: 0, cpu: 0 }
  const rowOf = (name: Stage): Row => {
    const row = rows.get(name) ?? { milliseconds: 0, cpu: 0, requests: 0, about: '' }
    rows.set(name, row)
    return row
  }
  const close = (): Usage => {
    const now = usage()
    const row = rowOf(current)
    row.milliseconds += now.milliseconds - before.milliseconds
    row.cpu += now.cpu - before.cpu
    before = now
    return now
  }
  return {
    stage(name) {
      if (name === current) return
      close()
      current = name
    },
    request: () => {
      rowOf(current).requests += 1
    },
    about: (amount) => {
      rowOf(current).about = amount
    },
    table(width) {
      const whole = close()
      const requests = [...rows.values()].reduce((sum, row) => sum + row.requests, 0)
      const about = `at most ${Math.round(whole.peak / 1024 / 1024)} MiB of memory`
      const lines = [
        { cells: ['stage', 'time', 'CPU', 'requests'], about: '' },
        ...[...rows].map(([name, row]) => ({ cells: [stages[name], ...cells(row)], about: row.about })),
        { cells: ['all', ...cells({ ...whole, requests })], about },
      ]
      return layLines(lines, width).join('\n')
    },
  }
}

function cells({ milliseconds, cpu, requests }: Omit<Row, 'about'>): string[] {
  return [seconds(milliseconds), seconds(cpu), String(requests)]
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}

const rules: readonly ColumnRule[] = [{}, { align: 'right' }, { align: 'right' }, { align: 'right' }]

/** What a stage is about stands beside its numbers, or below them where no line has room for it. */
function layLines(
  lines: readonly { readonly cells: readonly string[]; readonly about: string }[],
  width: number,
): string[] {
  const table = layTable(
    lines.map(({ cells: row }) => row),
    rules,
    width,
  )
  const isBeside = lines.every(({ about }, row) => widthOf(table[row] ?? '') + columnGap + widthOf(about) <= width)
  return table.flatMap((line, row) => {
    const about = lines[row]?.about ?? ''
    if (about === '') return [line]
    return isBeside ? [`${line}${' '.repeat(columnGap)}${about}`] : [line, ...wrapBehind(about, width, '  ', '  ')]
  })
}
