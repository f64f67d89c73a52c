import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import type { Policy } from '../policy.ts'
import type { Decision } from './decision.ts'
import type { MarkSurvey } from './survey-marks.ts'

/**
 * `idctl adopt [KEY] --id UUID` and `idctl release --id UUID…` act on these identities alone. They skip matching, so they work even if
 * marks contradict each other.
 */
export type IdCommand =
  | {
      readonly command: 'adopt'
      readonly ids: readonly [string]
      /** Absent: the key in the identity's mark. */
      readonly key?: IdentityKey
    }
  | { readonly command: 'release'; readonly ids: readonly string[]; readonly includeProtected?: boolean }

/** What a command on an id reads beside the identity. */
export interface IdContext {
  readonly policy: Policy
  readonly documents: ReadonlyMap<IdentityKey, DesiredIdentity>
  readonly survey: MarkSurvey
}

/** Reports why a command on an id cannot be carried out. */
export function impossibleById({ id }: LiveIdentity, why: string, hint?: string): Decision {
  const summary = `live identity ${id}: ${why}`
  return { diagnostics: [{ severity: 'error', code: 'IDC543', summary, ...present({ hint }) }] }
}
