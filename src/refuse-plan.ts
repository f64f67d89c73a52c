import type { Config } from './config/types.ts'
import { IdctlError } from './errors.ts'
import type { LiveSource } from './live/ports.ts'
import { guardNames } from './model/change-codes.ts'
import { guardFlag } from './model/guard-flag.ts'
import type { Consents, GuardVerdict } from './model/plan.ts'
import type { RuleVerdict } from './model/rule.ts'
import { shown, told, unlessMasked } from './model/told.ts'
import { limitOf, withConsent } from './reconcile/plan/guard.ts'
import { keysOf, lossText, takesAway } from './reconcile/plan/required.ts'
import { requireSink } from './records/invites/require-sink.ts'
import type { PlanFile } from './records/planfile/read.ts'
import { explainLostPlaces, explainVerdict } from './render/guard-text.ts'
import { digestOfRule } from './rules/compile-rules.ts'

/**
 * Refuses a plan that may not be applied with this configuration and these consents.
 * @throws IdctlError (exit `refused`)
 */
export function refusePlan(
  { header, footer, invites }: PlanFile,
  config: Config,
  given: { readonly consents: Consents; readonly hasInvitesFile: boolean },
): void {
  refuseForeignPlan(header, config)
  refuseUnjudged(footer.guards)
  refuseUnasked(footer.rules ?? [], config)
  refuseTrippedGuards(judgedAgain(footer, config), given.consents)
  requireSink(invites, given.hasInvitesFile)
}

/**
 * Refuses a plan that removes or locks out a required key: `required` of idctl.yaml may be newer than the plan. Reads
 * all changes once more, but only if something is required.
 * @throws IdctlError (exit `refused`)
 */
export async function refuseRequiredLosses(plan: PlanFile, { required }: Config): Promise<void> {
  if (required.length === 0) return
  const keys = new Set(required.map(({ key }) => key))
  for await (const change of plan.changes()) {
    const key = keysOf(change).find((one) => keys.has(one))
    if (key === undefined || !takesAway(change)) continue
    throw new IdctlError(`idctl.yaml requires "${key}", and this plan would ${lossText(change)}`, {
      exit: 'refused',
      hint: 'nothing was written; idctl.yaml has changed since the plan was made: make a new plan',
    })
  }
}

/**
 * Refuses when the URL leads to another server than when the plan was made. The plan has ids of some of its people,
 * which no two servers share. Some may be deleted by now, so one that is found is enough.
 * @throws IdctlError (exit `refused`, or as reading does)
 */
export async function refuseOtherServer(
  { header }: PlanFile,
  source: Pick<LiveSource, 'read'>,
  signal: AbortSignal,
): Promise<void> {
  const { witness = [], target } = header
  if (witness.length === 0) return
  let problem: unknown
  for (const id of witness) {
    try {
      if ((await source.read([id], signal)).size > 0) return
    } catch (error) {
      signal.throwIfAborted()
      // An id that cannot be read says nothing about the others.
      problem ??= error
    }
  }
  if (problem !== undefined) throw problem
  const who =
    witness.length === 1
      ? told`the one person by whom idctl would recognise it is not there`
      : told`none of the ${witness.length} people by whom idctl would recognise it is there`
  throw new IdctlError(told`${shown(target)} is not the server that the plan was made with: ${who}`, {
    exit: 'refused',
    hint: told`nothing was written; check where the URL leads (perhaps a port-forward has moved), or make a new plan`,
  })
}

function refuseForeignPlan({ target, workspace }: PlanFile['header'], config: Config): void {
  const mismatch = ([what, planned, ours]: readonly [string, string, string]) =>
    new IdctlError(told`the plan is for ${shown(what)} ${shown(planned)}, but this run is for ${shown(ours)}`, {
      exit: 'refused',
      hint: told`use the configuration and environment that the plan was made with, or make a new plan`,
    })
  if (workspace !== config.workspace) throw mismatch(['workspace', workspace, config.workspace])
  if (target !== config.server?.target) throw mismatch(['target', target, config.server?.target ?? 'no server'])
}

/** A plan that is older than a guard has no count for it, so nothing limits what that guard counts. */
function refuseUnjudged(verdicts: readonly GuardVerdict[]): void {
  const judged = new Set(verdicts.map(({ guard }) => guard))
  const missing = guardNames.filter((guard) => !judged.has(guard))
  if (missing.length === 0) return
  throw new IdctlError(told`the plan has no counts for these guards: ${shown(missing.join(', '))}`, {
    exit: 'refused',
    hint: told`nothing was written; an older idctl made this plan: make it again with this one`,
  })
}

/** The rules of idctl.yaml may be newer than the plan. Fewer rules, and other warnings, do not matter: it was allowed to run. */
function refuseUnasked(verdicts: readonly RuleVerdict[], { rules }: Config): void {
  const asked = new Set(verdicts.map(({ digest }) => digest))
  const denying = rules.filter(({ level }) => level === 'deny')
  const missing = denying.filter((rule) => !asked.has(digestOfRule(rule))).map(({ name }) => name)
  if (missing.length === 0) return
  throw new IdctlError(told`the plan was not asked about these rules: ${missing.join(', ')}`, {
    exit: 'refused',
    hint: told`nothing was written; idctl.yaml has changed since the plan was made: make a new plan`,
  })
}

/** The guards of idctl.yaml may be stricter now. Looser ones do not help a plan that was refused. */
function judgedAgain({ guards, managed }: PlanFile['footer'], config: Config): GuardVerdict[] {
  return guards.map((verdict) => {
    const { guard, count, limit, consent = 0 } = verdict
    const now = managed === undefined ? undefined : limitOf(guard, config.guards[guard], managed)
    if (now === undefined || now.limit >= limit) return verdict
    return { ...verdict, ...now, tripped: verdict.tripped || (count > now.limit && count > consent) }
  })
}

function refuseTrippedGuards(verdicts: readonly GuardVerdict[], consents: Consents): void {
  const tripped = verdicts
    .map((verdict) => withConsent(verdict, consents[verdict.guard]))
    .filter((verdict) => verdict.tripped)
  if (tripped.length === 0) return
  const all = tripped.map((verdict) => `${verdict.guard}: ${explainVerdict(verdict)}`)
  const what = shown(`${all.length === 1 ? 'a guard stops' : 'guards stop'} this plan: ${all.join('. ')}`)
  const flags = tripped.map(({ guard, count }) => `${guardFlag(guard)}=${count}`).join(' ')
  throw new IdctlError(told`${what}${unlessMasked`${tripped.map(explainLostPlaces).join('')}`}`, {
    exit: 'refused',
    hint: told`nothing was written; consent by number: ${shown(flags)}`,
  })
}
