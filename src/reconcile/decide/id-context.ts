import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import type { Policy } from '../policy.ts'
import type { Decision } from './decision.ts'
import type { MarkSurvey } from './survey-marks.ts'

/**
 * `idctl adopt [KEY] --id UUID` and `idctl release --id UUID…`: about these identities alone. No matching is asked, so they
 * work where the marks of others, or their own, contradict each other.
 */
export type IdCommand =
  | {
      readonly command: 'adopt'
      readonly ids: readonly [string]
      /** Absent: the key of the mark that the identity has. */
      readonly key?: IdentityKey
    }
  | { readonly command: 'release'; readonly ids: readonly string[]; readonly includeProtected?: boolean }

/** What is known where one identity is judged by its id. */
export interface IdContext {
  readonly policy: Policy
  readonly documents: ReadonlyMap<IdentityKey, DesiredIdentity>
  readonly survey: MarkSurvey
}

/** Why a command on an id cannot be carried out. */
export function impossibleById({ id }: LiveIdentity, why: string, hint?: string): Decision {
  const summary = `live identity ${id}: ${why}`
  return { diagnostics: [{ severity: 'error', code: 'IDC543', summary, ...present({ hint }) }] }
}
