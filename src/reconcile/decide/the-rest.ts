import type { SchemaProblem } from '../../identity-schema/identity-schema.ts'
import type { Blocked, FieldChange, UpdateChange } from '../../model/change.ts'
import { escapeSegment, isAtOrBelow, isJsonObject, type Json, type JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import { addressLeaves } from '../match/document.ts'
import type { BothPair } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import type { Decision } from './decision.ts'
import { isUnreadAt } from './rules/unreadable.ts'
import { becomesInactive, differenceOf, isWritten, type Update, updateOf } from './update.ts'

/** What is decided about an update; the change may be blocked. */
export type Decide = (update: Update) => Decision & { readonly change: UpdateChange }

/** What an update is to do, and what Kratos has against its traits. */
type Whole = Pick<Update, 'fields' | 'credentials' | 'problems'>

/** What else is known of the leaves. */
interface Known {
  /** The document says by it whose account it is, or is to be. */
  readonly isWho: (path: JsonPointer) => boolean
  /** Something can be the matter with it: the others are in nobody's way. */
  readonly isInTheWay: (field: FieldChange) => boolean
}

interface Try {
  readonly leaves: (whole: Whole, known: Known) => readonly FieldChange[]
  /** Credentials wait as well. */
  readonly credentials?: (whole: Whole, why: Blocked) => boolean
  /** And what the mark says beside that. */
  readonly mark?: true
}

const isTaken = ({ credentials }: Whole): boolean => credentials.changes.length > 0

/**
 * What waits, more from one try to the next. An address or `external_id` that the document changes is never left behind: perhaps the
 * document is another person's by now, and the rest would be given to the one who has the account.
 */
const tries: readonly Try[] = [
  // Credentials that Kratos does not take.
  {
    leaves: () => [],
    credentials: (whole, { code }) => isTaken(whole) && (code === 'numbers' || code === 'last-first-factor'),
  },
  // What was set in Kratos since the last apply and can be in the way.
  { leaves: ({ fields }, { isInTheWay }) => fields.filter((field) => isDrift(field) && isInTheWay(field)) },
  // All that was set there.
  { leaves: ({ fields }) => fields.filter(isDrift) },
  // What was set there, and the document changes as well or begins to manage.
  { leaves: ({ fields }, { isWho }) => fields.filter((field) => mayStay(field, isWho)) },
  // With these, what the schema refuses beside what people have set.
  {
    leaves: ({ fields, problems }, { isWho }) => {
      const isRefused = (field: FieldChange) =>
        !isWho(field.path) && problems.some((problem) => isAbout(problem, field))
      return fields.some(isRefused) ? fields.filter((field) => mayStay(field, isWho) || isRefused(field)) : []
    },
  },
  // Where somebody is to lose access, all but the state.
  {
    leaves: ({ fields }) => (becomesInactive(fields) ? fields.filter(isValue) : []),
    credentials: (whole) => isTaken(whole) && becomesInactive(whole.fields),
    mark: true,
  },
]

/** Whether there is anything that an update could do without. */
export function mayWait({ fields, credentials }: Pick<Whole, 'fields' | 'credentials'>): boolean {
  const losesMore = becomesInactive(fields) && (fields.length > 1 || credentials.changes.length > 0)
  return losesMore || fields.some((field) => isValue(field) && isTheirs(field))
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
  const known = knownOf(pair, whole)
  for (const [index, one] of tries.entries()) {
    if (index < from) continue
    const waiting = one.leaves(whole, known)
    const credentials = one.credentials?.(whole, why) ?? false
    if (waiting.length === 0 && !credentials) continue
    const leaves = new Set(waiting.map(({ path }) => path))
    const difference = differenceOf(pair, policy, { leaves, credentials, mark: one.mark === true })
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

function knownOf({ desired, live }: BothPair, { problems }: Whole): Known {
  const who = new Set(['/external_id', '/schema_id', ...addressLeaves(desired).map(({ path }) => path)])
  const signIns = new Set<Json>(Object.values(live.credentials ?? {}).flat())
  const isWho = (path: JsonPointer) => who.has(path)
  const isUnread = (path: JsonPointer) => isUnreadAt(live, path)
  return {
    isWho,
    isInTheWay: (field) =>
      isWho(field.path) ||
      (field.before !== undefined && signIns.has(field.before)) ||
      isJsonObject(field.before) ||
      desired.fields[field.path]?.mode === 'merge' ||
      isUnread(field.path) ||
      problems.some((problem) => isAbout(problem, field)),
  }
}

function isDrift(field: FieldChange): boolean {
  return isValue(field) && field.cause === 'drift'
}

function mayStay(field: FieldChange, isWho: (path: JsonPointer) => boolean): boolean {
  return isValue(field) && isTheirs(field) && (field.cause === 'drift' || !isWho(field.path))
}

/** Whether a problem is at a leaf, above it or below it, or that it is missing. What is the matter with all traits, a removal may be. */
function isAbout({ path, property }: SchemaProblem, { path: leaf, after, reference }: FieldChange): boolean {
  if (property !== undefined) return isAtOrBelow(leaf, `${path}/${escapeSegment(property)}`)
  if (path === '/traits') return isAtOrBelow(leaf, path) && after === undefined && reference === undefined
  return isAtOrBelow(leaf, path) || isAtOrBelow(path, leaf)
}

function isTheirs({ cause, before }: FieldChange): boolean {
  return cause === 'drift' || cause === 'both' || (cause === 'new' && before !== undefined)
}

function givesAccess({ path, after }: FieldChange): boolean {
  return path === '/state' && after === 'active'
}
