import { IdctlError } from '../errors.ts'
import type { Finding, Judgement } from '../model/finding.ts'
import { present } from '../model/present.ts'

export interface Check<World> {
  readonly name: string
  /** Names of checks without which this one means nothing. */
  readonly needs: readonly string[]
  run(world: World): Judgement | Promise<Judgement>
}

/**
 * Runs the checks in their order. An operation that fails is what is wrong; a check that needs another one is not tried
 * after that.
 * @throws the error of an interrupt, and every bug
 */
export async function examine<World>(
  checks: readonly Check<World>[],
  world: World,
  signal: AbortSignal,
): Promise<Finding[]> {
  const findings: Finding[] = []
  const isBroken = (name: string) =>
    findings.some(({ check, verdict }) => check === name && (verdict === 'wrong' || verdict === 'not-tried'))
  for (const check of checks) {
    signal.throwIfAborted()
    const cause = check.needs.find(isBroken)
    if (cause === undefined) findings.push({ check: check.name, ...(await judged(check, world, signal)) })
    else findings.push({ check: check.name, verdict: 'not-tried', text: `not tried, because of: ${cause}` })
  }
  return findings
}

async function judged<World>(check: Check<World>, world: World, signal: AbortSignal): Promise<Judgement> {
  try {
    return await check.run(world)
  } catch (error) {
    if (signal.aborted || !(error instanceof IdctlError) || error.exit === 'interrupted') throw error
    return { verdict: 'wrong', text: error.message, ...present({ hint: error.hint }) }
  }
}
