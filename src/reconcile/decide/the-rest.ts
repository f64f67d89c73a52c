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

/** Decides an update by all its rules. The change may be blocked. */
export type Decide = (update: Update) => Decision & { readonly change: UpdateChange }

/** The update with nothing left out, and the schema problems that its traits would have. */
type Whole = Pick<Update, 'fields' | 'credentials' | 'problems'>

/** What the tries ask about a leaf. */
interface Known {
  /** The leaf identifies the person: `external_id`, `schema_id`, a login identifier or an address. */
  readonly isWho: (path: JsonPointer) => boolean
  /** The leaf can be what blocks the row: a sign-in, an object that goes, or something that the schema objects to. */
  readonly isInTheWay: (field: FieldChange) => boolean
}

interface Try {
  /** The leaves that this try leaves out. */
  readonly leaves: (whole: Whole, known: Known) => readonly FieldChange[]
  /** Whether it leaves out the credentials. */
  readonly credentials?: (whole: Whole, why: Blocked) => boolean
  /** It also keeps the key, the origin and the other members of the live mark. */
  readonly mark?: true
}

const hasCredentials = ({ credentials }: Whole): boolean => credentials.changes.length > 0

/**
 * Each try leaves out more than the one before. An address or `external_id` that the document changes is never left out: the document
 * may belong to another person now, and writing the rest would give that person's roles to the present owner of the account.
 */
const tries: readonly Try[] = [
  // The credentials, where these are what Kratos does not accept.
  {
    leaves: () => [],
    credentials: (whole, { code }) => hasCredentials(whole) && (code === 'numbers' || code === 'last-first-factor'),
  },
  // Drifted leaves that can be what blocks the row.
  { leaves: ({ fields }, { isInTheWay }) => fields.filter((field) => isDrift(field) && isInTheWay(field)) },
  // All drifted leaves.
  { leaves: ({ fields }) => fields.filter(isDrift) },
  // Also leaves that both sides changed, and leaves that the document begins to manage.
  { leaves: ({ fields }, { isWho }) => fields.filter((field) => mayStay(field, isWho)) },
  // Also leaves that the schema objects to, whatever their cause.
  {
    leaves: ({ fields, problems }, { isWho }) => {
      const isRefused = (field: FieldChange) =>
        !isWho(field.path) && problems.some((problem) => isAbout(problem, field))
      return fields.some(isRefused) ? fields.filter((field) => mayStay(field, isWho) || isRefused(field)) : []
    },
  },
  // Everything except the state, where the person is to become inactive.
  {
    leaves: ({ fields }) => (becomesInactive(fields) ? fields.filter(isValue) : []),
    credentials: (whole) => hasCredentials(whole) && becomesInactive(whole.fields),
    mark: true,
  },
]

/** Whether some try leaves anything out. */
export function mayWait({ fields, credentials }: Pick<Whole, 'fields' | 'credentials'>): boolean {
  const losesMore = becomesInactive(fields) && (fields.length > 1 || credentials.changes.length > 0)
  return losesMore || fields.some((field) => isValue(field) && isTheirs(field))
}

/**
 * Decides an update again without the leaves that block it, so that nobody can keep a role or access by a value of their own. The first
 * try that is not blocked wins; what it leaves out stands in `waits` of the change. An update that makes somebody active again is never
 * divided: access comes with everything that the document says, or not at all.
 *
 * @param why what blocks the whole update
 * @param from the first try to make
 * @returns `undefined` if every try is blocked or would write nothing
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

/**
 * Whether a schema problem can come from this change: it is at the leaf, above or below it, or says that the leaf is missing. A problem
 * of the traits as a whole can come from any removal.
 */
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
