import type { Config } from '../config/types.ts'
import type { ExitName } from '../model/exit-codes.ts'
import type { Plan } from '../model/plan.ts'
import { present } from '../model/present.ts'
import type { Cipher } from '../records/planfile/encryption.ts'
import { escapeText } from '../render/escape.ts'
import type { CliContext } from './context.ts'
import { planExit, refusalOf } from './exit-codes.ts'
import { failuresOf } from './fail-on.ts'
import { invitesWords, planAnswers } from './next-command.ts'
import type { Output } from './output.ts'
import { type PlanChoice, planFor } from './planning.ts'
import { readOnlyServer } from './server.ts'
import { showPlanned } from './show-planned.ts'

/** The parsed flags of `idctl plan`. */
export interface PlanCommandChoice extends PlanChoice {
  readonly out?: string | undefined
  readonly 'encrypt-to'?: readonly string[] | undefined
  readonly 'detailed-exitcode': boolean
  readonly 'fail-on'?: readonly string[] | undefined
  readonly concurrency?: number | undefined
}

interface PlanRun {
  readonly context: CliContext
  readonly output: Output
  readonly config: Config
  readonly flags: PlanCommandChoice
  readonly signal: AbortSignal
  readonly idctlVersion: string
}

/** Computes a plan, writes it to the file of `--out`, and shows it. Only reads from the server. */
export async function runPlan(run: PlanRun): Promise<ExitName> {
  const { context, output, config, flags, signal } = run
  const recipients = flags['encrypt-to']
  const cipher = recipients && (await import('../records/planfile/encryption.ts')).cipherFor(recipients)
  const server = await readOnlyServer(config, output, flags)
  const request = { config, source: server.source, flags, signal, isKept: flags.out !== undefined }
  const planned = await planFor(context, output, request).finally(server.close)
  if (flags.out !== undefined && planned.ok) await keepPlan(planned.plan, flags.out, cipher, run)
  const next = planned.ok ? planAnswers(planned.plan.changes, { ...flags }, output.masked) : []
  await showPlanned(planned, config, context, output, signal, next)
  const failures = planned.ok ? failuresOf(planned.plan, flags['fail-on'] ?? []) : []
  if (failures.length > 0) {
    output.talk(`--fail-on: the plan has ${failures.map(({ name, count }) => `${name} (${count})`).join(', ')}`)
  }
  return planExit(planned, { detailed: flags['detailed-exitcode'], fails: failures.length > 0 })
}

async function keepPlan(
  plan: Plan,
  path: string,
  cipher: Cipher | undefined,
  { context, output, idctlVersion }: PlanRun,
): Promise<void> {
  const { writePlanFile } = await import('../records/planfile/write.ts')
  await writePlanFile(path, plan, {
    idctl_version: idctlVersion,
    made_at: context.now(),
    nonce: context.newId(),
    ...present({ cipher }),
  })
  const file = output.masked ? 'FILE' : escapeText(path)
  const decrypting = cipher === undefined ? [] : ['--decrypt-with KEYS']
  const executing = ['idctl apply', file, ...decrypting, ...invitesWords(plan.changes)]
  output.talk(
    refusalOf({ ok: true, plan }) === undefined
      ? `The plan is in ${file}; execute it with: ${executing.join(' ')}`
      : `The plan is in ${file}; a guard refuses it, and so will apply, without the consent that the plan asks for.`,
  )
}
