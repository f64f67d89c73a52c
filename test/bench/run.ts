import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What one whole process took. */
export interface Took {
  readonly seconds: number
  /** Seconds of CPU. */
  readonly cpu: number
  /** The most memory that it had, in MiB. */
  readonly peak: number
}

const measure = new URL('measure.js', import.meta.url).href
const idctl = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
const raw = fileURLToPath(new URL('raw.js', import.meta.url))

export const runIdctl = (folder: string, ...args: readonly string[]) => run(folder, [idctl, ...args])
export const runRaw = (folder: string, ...args: readonly string[]) => run(folder, [raw, ...args])
export const runNode = (folder: string) => run(folder, ['-e', '0'])

/** @throws with what the process said, when it fails */
async function run(folder: string, args: readonly string[]): Promise<Took> {
  const usage = join(folder, 'usage.json')
  const start = performance.now()
  const child = spawn(process.execPath, ['--import', measure, ...args], {
    cwd: folder,
    env: { ...process.env, BENCH_USAGE: usage },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const exit = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject))
  const seconds = (performance.now() - start) / 1000
  if (exit !== 0) throw new Error(`${args.join(' ')}: exit ${exit}\n${said}`)
  return { seconds, ...JSON.parse(readFileSync(usage, 'utf8')) }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
