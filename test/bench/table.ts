import { median, type Took } from './run.ts'

export interface Pair {
  readonly name: string
  readonly identities?: number
  readonly raw: readonly Took[]
  readonly idctl: readonly Took[]
}

/** Medians of one subject. */
export interface Result {
  readonly name: string
  /** Of the start of a process: seconds of CPU, because most of it is not waiting. Else seconds. */
  readonly raw: number
  readonly idctl: number
  /** idctl over raw. */
  readonly ratio: number
  /** Microseconds of CPU of idctl for one identity. */
  readonly cpu_per_identity?: number
  /** MiB. */
  readonly peak: number
}

export function resultOf({ name, identities, raw, idctl }: Pair): Result {
  const of = (all: readonly Took[], member: keyof Took) => median(all.map((took) => took[member]))
  const member = identities === undefined ? 'cpu' : 'seconds'
  const cpu = identities === undefined ? {} : { cpu_per_identity: (of(idctl, 'cpu') * 1e6) / identities }
  const [rawTook, took] = [of(raw, member), of(idctl, member)]
  return { name, raw: rawTook, idctl: took, ratio: took / rawTook, ...cpu, peak: of(idctl, 'peak') }
}

/** As a table of Markdown; `before` are the results of another run. */
export function tableOf(results: readonly Result[], before: readonly Result[] = []): string {
  const compares = before.length > 0
  const rows = results.map(({ name, raw, idctl, ratio, cpu_per_identity: cpu, peak }) => [
    name,
    `${raw.toFixed(2)} s`,
    `${idctl.toFixed(2)} s`,
    ratio.toFixed(1),
    ...(compares ? [before.find((one) => one.name === name)?.ratio.toFixed(1) ?? '–'] : []),
    cpu === undefined ? '–' : `${cpu.toFixed(0)} µs`,
    `${peak.toFixed(0)} MiB`,
  ])
  const head = ['what', 'raw', 'idctl', 'ratio', ...(compares ? ['ratio before'] : []), 'CPU an identity', 'peak']
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}
