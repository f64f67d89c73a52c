import {
  type DriftedIdentity,
  type DriftedUnmanaged,
  type DriftItem,
  type DriftView,
  isOutside,
} from '../../model/drift.ts'
import { push } from '../../model/push.ts'

/** What the kinds mean, in the order of the screen. Kratos records no writers, so they claim no more than a leaf shows. */
const meanings = {
  'Activated again': 'idctl had disabled them, because their documents left',
  Gone: 'applied before, and no live identity has their mark any more',
  'Admin API': 'people cannot change this themselves; an administrator, another tool or a webhook did',
  'Self-service': 'people can change this themselves; a tool can, too',
  Unmarked: 'a document claims them; they were never adopted, or another tool wiped the mark',
  Unmanaged: 'no document claims them, and they have no mark of this workspace',
  Recent: '',
  Observed: 'the files leave these values alone, so this is no drift',
  Accepted: 'the baseline accepts it for a while',
} as const

export type DriftTitle = keyof typeof meanings

export const driftTitles = Object.keys(meanings) as readonly DriftTitle[]

/** Identities of one kind; each identity is in exactly one section, so that the counts add up. */
export interface DriftSection {
  readonly title: DriftTitle
  readonly meaning: string
  readonly count: number
  readonly identities: readonly DriftedIdentity[]
  readonly strangers: readonly DriftedUnmanaged[]
}

/** The drift by kind: what may cost most comes first; empty sections are left out. */
export function driftSections({ identities, unmanaged, minSightings }: DriftView): readonly DriftSection[] {
  const people = new Map<DriftTitle, DriftedIdentity[]>()
  for (const identity of identities) push(people, titleOf(identity), identity)
  const others = new Map<DriftTitle, DriftedUnmanaged[]>()
  for (const stranger of unmanaged) push(others, titleOfStranger(stranger), stranger)
  return driftTitles.flatMap((title) => {
    const [own, strangers] = [people.get(title) ?? [], others.get(title) ?? []]
    const count = own.length + strangers.length
    const meaning = title === 'Recent' ? recentText(minSightings) : meanings[title]
    return count === 0 ? [] : [{ title, meaning, count, identities: own, strangers }]
  })
}

/** Not reported before it was seen so often. */
function recentText(needed = 0): string {
  return `reported once it was seen in ${needed} runs in a row`
}

function titleOfStranger({ item }: DriftedUnmanaged): DriftTitle {
  return isOutside(item) ? 'Unmanaged' : titleOfQuiet([item])
}

/** @param counting what would be drift */
function titleOfQuiet(counting: readonly DriftItem[]): DriftTitle {
  if (counting.length === 0) return 'Observed'
  return counting.every(({ verdict }) => verdict.kind === 'accepted') ? 'Accepted' : 'Recent'
}

function titleOf({ items, kinds }: DriftedIdentity): DriftTitle {
  const open = items.filter(isOutside)
  if (open.length === 0) return titleOfQuiet(items.filter(({ counts }) => counts))
  if (open.some(({ subject }) => 'kind' in subject && subject.kind === 'reactivated')) return 'Activated again'
  if (kinds.includes('missing')) return 'Gone'
  if (kinds.includes('unmarked')) return 'Unmarked'
  return kinds.includes('tool') ? 'Admin API' : 'Self-service'
}
