import { didYouMean } from '../../model/did-you-mean.ts'
import type { Located, LocatedMap, LocatedMember } from '../../source/located.ts'
import { checkDocument, documentKeys, ownKeys } from './document.ts'

type Members = ReadonlyMap<string, LocatedMember>

/**
 * Renames and moves misspelt and misplaced keys of a document to what was meant, if that key is free and the value
 * fits; the same object if there are none. The keys are reported as errors all the same, but this prevents errors that
 * follow from them (no key, no traits).
 */
export function withMeantKeys(document: Located): Located {
  if (document.kind !== 'map' || hasOnlyKnownKeys(document)) return document
  const top = meantMembers(document.members, documentKeys, fits, ownKeys)
  const own = document.members.get('idctl') ?? top.get('idctl')
  const written: Members = own?.value.kind === 'map' ? own.value.members : new Map()
  const below = meantMembers(written, [...ownKeys], (key, member) => fits('idctl', inMap(document, key, member)))
  for (const [key, member] of document.members) {
    const isFree = ownKeys.has(key) && !below.has(key) && (own === undefined || own.value.kind === 'map')
    if (!isFree || !fits('idctl', inMap(document, key, member))) continue
    below.set(key, member)
    top.delete(key)
  }
  if (hasKeys(document.members, top) && hasKeys(written, below)) return document
  if (!hasKeys(written, below)) {
    const { at } = own ?? document
    top.set('idctl', { at, value: { kind: 'map', at: own?.value.at ?? at, members: below } })
  }
  return { ...document, members: top }
}

/** Whether nothing in a document is misspelt or misplaced at its top, or below `idctl`. */
export function hasOnlyKnownKeys({ members }: LocatedMap): boolean {
  for (const key of members.keys()) if (!documentKeys.includes(key)) return false
  const own = members.get('idctl')?.value
  return own?.kind !== 'map' || [...own.members.keys()].every((key) => ownKeys.has(key))
}

function meantMembers(
  given: Members,
  known: readonly string[],
  canBe: (key: string, member: LocatedMember) => boolean,
  elsewhere: ReadonlySet<string> = new Set(),
): Map<string, LocatedMember> {
  const members = new Map<string, LocatedMember>()
  for (const [key, member] of given) {
    const meant = elsewhere.has(key) || known.includes(key) ? undefined : didYouMean(key, known)
    const isFree = meant !== undefined && !given.has(meant) && !members.has(meant)
    members.set(isFree && canBe(meant, member) ? meant : key, member)
  }
  return members
}

/** Whether a value is valid below this key. */
function fits(key: string, member: LocatedMember): boolean {
  let isWrong = false
  checkDocument(inMap({ at: member.at }, key, member).value, () => {
    isWrong = true
  })
  return !isWrong
}

function inMap({ at }: Pick<LocatedMap, 'at'>, key: string, member: LocatedMember): LocatedMember {
  return { at, value: { kind: 'map', at, members: new Map([[key, member]]) } }
}

function hasKeys(left: Members, right: Members): boolean {
  return left.size === right.size && [...left.keys()].every((key) => right.has(key))
}
