import { baseOf } from '../../identity/base.ts'
import { foundBeside, foundIn, foundMember } from '../../identity/found.ts'
import { referencesMember } from '../../identity/mark.ts'
import { keptReferences } from '../../identity/references.ts'
import type { UpdateChange } from '../../model/change.ts'
import { differingFields } from '../../model/change-parts.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { adoptionConsequences } from './effects/adoption.ts'

/** Reduces an adoption to its mark (`idctl adopt KEY`): leaves that already agree are marked as applied. */
export function markOnly(change: UpdateChange, live: LiveIdentity): UpdateChange {
  const differing = new Set(differingFields(change).map(({ path }) => path))
  const { found: _found, ...mark } = change.mark
  const fields = Object.fromEntries(Object.entries(mark.fields).filter(([path]) => !differing.has(path)))
  return {
    action: 'adopt',
    key: change.key,
    id: change.id,
    ...present({ origin: change.origin }),
    reason: 'unmarked',
    fields: [],
    base: baseOf(live, []),
    mark: {
      ...mark,
      fields,
      ...foundMember(foundBeside(foundIn(change.mark), differing)),
      ...referencesMember(keptReferences(mark.references, live)),
    },
    ...present({ agreed: change.agreed }),
    consequences: [
      ...change.consequences.filter(({ code }) => code === 'whose-account'),
      ...adoptionConsequences(live, change.mark.protect === true),
    ],
    counts: { adoptions: 1 },
    // The schema problem is about the whole update. A write of the mark alone is checked against the live traits instead.
    ...present({ blocked: change.blocked?.code === 'schema' ? undefined : change.blocked }),
  }
}
