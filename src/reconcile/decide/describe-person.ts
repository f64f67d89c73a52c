import type { Change } from '../../model/change.ts'
import type { Policy } from '../policy.ts'
import { withPrivileged } from './privileged.ts'
import { type Person, withName } from './shown-name.ts'

/** The change with what a reader must know of its person: the name, and the privileged values that come and go. */
export function describePerson<C extends Change>(
  change: C,
  person: Person,
  policy: Pick<Policy, 'schemas' | 'sensitive' | 'display' | 'privileged'>,
): C {
  return withPrivileged(withName(change, person, policy), person, policy)
}
