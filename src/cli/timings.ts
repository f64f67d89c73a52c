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
  /** `undefined`: nobody asked for it. */
  readonly table: () => string | undefined
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
    table() {
      const whole = close()
      const requests = [...rows.values()].reduce((sum, row) => sum + row.requests, 0)
      const about = `at most ${Math.round(whole.peak / 1024 / 1024)} MiB of memory`
      return [
        line('stage', ['time', 'CPU', 'requests'], ''),
        ...[...rows].map(([name, row]) => line(stages[name], cells(row), row.about)),
        line('all', cells({ ...whole, requests }), about),
      ].join('\n')
    },
  }
}

function cells({ milliseconds, cpu, requests }: Omit<Row, 'about'>): string[] {
  return [seconds(milliseconds), seconds(cpu), String(requests)]
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}

function line(name: string, numbers: readonly string[], about: string): string {
  return `${name.padEnd(22)}${numbers.map((text) => text.padStart(10)).join('')}  ${about}`.trimEnd()
}
