import type { Config } from '../config/types.ts'
import { IdctlError } from '../errors.ts'
import { guardFlag } from '../model/guard-flag.ts'
import { shown, told } from '../model/told.ts'
import { limitOf, withConsent } from '../reconcile/plan/guard.ts'
import { explainVerdict } from '../render/guard-text.ts'
import { plural } from '../render/human/diagnostics.ts'
import type { CliContext } from './context.ts'
import { usage } from './named-ids.ts'

/** What the flags of `export --adopt` say of consent. */
interface GivenConsent {
  readonly yes?: boolean | undefined
  readonly 'allow-adoptions'?: number | undefined
}

/** @throws IdctlError (exit `usage`) if nobody could answer the question of the adoption: before anything is read */
export function refuseUnanswerable(
  { canAsk }: CliContext['terminal'],
  { yes, 'allow-adoptions': allowed }: GivenConsent,
): void {
  if (canAsk || yes || allowed !== undefined) return
  throw usage(
    told`--adopt needs a confirmation, and there is no terminal to ask on`,
    told`give --yes, or --allow-adoptions=N for at most N people`,
  )
}

/**
 * Refuses an adoption that the guard would stop, or whose question nobody could answer, once it is known whom it is about: before
 * a file is written.
 *
 * @param count who would be adopted; `managed`: marks of this workspace in the whole listing, as a plan counts them
 * @throws IdctlError (exit `refused` or `usage`)
 */
export function refuseUnconsented(
  { count, managed }: { readonly count: number; readonly managed: number },
  { guards }: Pick<Config, 'guards'>,
  { canAsk }: CliContext['terminal'],
  { yes, 'allow-adoptions': consent }: GivenConsent,
): void {
  if (count === 0 || (consent ?? -1) >= count) return
  const { limit, rule } = limitOf('adoptions', guards.adoptions, managed)
  const flag = shown(`${guardFlag('adoptions')}=${count}`)
  const verdict = withConsent({ guard: 'adoptions', count, limit, rule, tripped: count > limit }, consent)
  if (verdict.tripped) {
    throw new IdctlError(told`a guard stops the adoption: ${shown(explainVerdict(verdict))}`, {
      exit: 'refused',
      hint: told`nothing was written; consent by number: ${flag}`,
    })
  }
  if (canAsk || yes) return
  throw usage(
    told`--adopt is about ${shown(plural(count, 'document'))}, and there is no terminal to ask on`,
    told`nothing was written; give --yes, or ${flag}`,
  )
}
