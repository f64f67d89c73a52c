import type { Blocked, FieldChange, UpdateChange } from '../../model/change.ts'
import type { JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { addressLeaves } from '../match/document.ts'
import type { BothPair } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import type { Decision } from './decision.ts'
import { becomesInactive, type Difference, differenceOf, isWritten, type Update, updateOf } from './update.ts'

/** What is decided about an update; the change may be blocked. */
export type Decide = (update: Update) => Decision & { readonly change: UpdateChange }

/** What an update is to do. */
type Whole = Pick<Difference, 'fields' | 'credentials'>

interface Try {
  /** Which of its leaves wait. */
  readonly leaves: (fields: readonly FieldChange[], isAddress: (path: JsonPointer) => boolean) => readonly FieldChange[]
  /** And its credentials. */
  readonly credentials: boolean
}

/**
 * What waits, more from one try to the next: what was set in Kratos since the last apply; what was set there and the document changes
 * besides, or begins to manage; and all but the state, where somebody is to lose access. An address that the document changes is never
 * left behind: with it goes the account to another person, perhaps, and the rest would be given to the one who has it now.
 */
const tries: readonly Try[] = [
  { leaves: (fields) => fields.filter((field) => isValue(field) && field.cause === 'drift'), credentials: false },
  {
    leaves: (fields, isAddress) =>
      fields.filter(
        (field) => isValue(field) && isTheirs(field) && (field.cause === 'drift' || !isAddress(field.path)),
      ),
    credentials: false,
  },
  { leaves: (fields) => (becomesInactive(fields) ? fields.filter(isValue) : []), credentials: true },
]

/** Whether there is anything that an update could do without. */
export function mayWait({ fields, credentials }: Whole): boolean {
  return fields.some((field) => isValue(field) && isTheirs(field)) || losesMore({ fields, credentials })
}

/** Somebody is to lose access, and there is more to be done. */
function losesMore({ fields, credentials }: Whole): boolean {
  return becomesInactive(fields) && (fields.length > 1 || credentials.changes.length > 0)
}

/**
 * An update without what people have done to themselves: that waits, and nobody keeps a role, an access or an old value by being in
 * the way of their own document. Who gets access back gets it with all that the document says, or not at all.
 *
 * @param why what is in the way of the whole of it
 * @returns `undefined` where nothing is left to do, or all of it is in the way
 */
export function restOf(
  pair: BothPair,
  policy: Policy,
  whole: Whole,
  decide: Decide,
  why: Blocked,
  from = 0,
): Decision | undefined {
  if (pair.mark === undefined || whole.fields.some(givesAccess)) return undefined
  const addresses = new Set(addressLeaves(pair.desired).map(({ path }) => path))
  for (const [index, one] of tries.entries()) {
    const waiting = one.leaves(whole.fields, (path) => addresses.has(path))
    const isLess = waiting.length > 0 || (one.credentials && losesMore(whole))
    if (index < from || !isLess) continue
    const leaves = new Set(waiting.map(({ path }) => path))
    const difference = differenceOf(pair, policy, { leaves, credentials: one.credentials })
    if (!isWritten(difference)) continue
    const decision = decide(updateOf(difference))
    if (decision.change.blocked !== undefined) continue
    const { code, reason, hint } = why
    return {
      ...decision,
      change: { ...decision.change, waits: { code, reason, ...present({ hint }), fields: waiting } },
      rest: (next) => restOf(pair, policy, whole, decide, next, index + 1),
    }
  }
  return undefined
}

function isValue({ path }: FieldChange): boolean {
  return path !== '/state'
}

function isTheirs({ cause, before }: FieldChange): boolean {
  return cause === 'drift' || cause === 'both' || (cause === 'new' && before !== undefined)
}

function givesAccess({ path, after }: FieldChange): boolean {
  return path === '/state' && after === 'active'
}
