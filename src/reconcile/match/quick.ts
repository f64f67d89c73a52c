import { lineDigest } from '../../identity/line-digest.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../model/identity.ts'
import { once } from '../../model/once.ts'
import { comparable, loginIdentifiers, markedNames } from './account.ts'
import { externalIdOf, hasWritten, type MatchedDocument, saysAddress } from './document.ts'
import { keySpellings } from './lines.ts'
import { likenessOf } from './names.ts'

/** Answers questions about the documents, to decide about one account during the listing. */
export interface DesiredIndex {
  byKey(key: string): DesiredIdentity | undefined
  /** Whether any document may match an account without our mark. */
  mayClaim(live: LiveIdentity): boolean
  /** Whether the document has a `previously` line that its mark does not record, or another document's line names the key of the mark. */
  isMoving(desired: DesiredIdentity, mark: Mark): boolean
  /** Whether a `previously` line of another document names this key. */
  isHandedOn(key: string): boolean
  /** Whether the account got its key by a line that the document still has. */
  tookKey(mark: Mark): boolean
  /** Whether only the key connects the document with the account, or the names of people in them have nothing in common. */
  isByNameOnly(met: Met): boolean
  /**
   * Whether key, file, identifiers and names all connect document and account, and no line or `external_id` of another document names it.
   */
  isSettled(met: Met): boolean
}

/** A document, and the account that has its key in its mark. */
export interface Met {
  readonly desired: DesiredIdentity
  readonly live: LiveIdentity
  readonly mark: Mark
  /** The account is `isAsApplied`. Then it was given all names of the document and no other, so that names need not be compared. */
  readonly asApplied: boolean
}

export function indexDesired(
  identities: readonly DesiredIdentity[],
  read: (desired: DesiredIdentity) => MatchedDocument,
): DesiredIndex {
  const byKey = new Map(identities.map((desired) => [desired.key, desired]))
  const lines = new Map<string, DesiredIdentity | undefined>()
  for (const desired of identities) {
    if (desired.previously.length === 0) continue
    for (const name of new Set(desired.previously.flatMap(keySpellings))) {
      lines.set(name, lines.has(name) ? undefined : desired)
    }
  }
  const externalIds = once(() => new Set(identities.map(externalIdOf)))
  const identifiers = once(() => new Set(identities.flatMap(identifiersOf)))
  /** Whether a line names the account, other than those of `except`. */
  const isNamedByLine = (live: LiveIdentity, key?: string, except?: DesiredIdentity) => {
    if (lines.size === 0) return false
    const names = [...(key === undefined ? [] : [key]), ...loginIdentifiers(live).map(comparable)]
    return names.some((name) => lines.has(name) && (except === undefined || lines.get(name) !== except))
  }
  return {
    byKey: (key) => byKey.get(key),
    mayClaim: (live) =>
      (live.external_id !== undefined && externalIds().has(live.external_id)) ||
      loginIdentifiers(live).some((value) => identifiers().has(comparable(value))) ||
      isNamedByLine(live),
    isMoving(desired, mark) {
      const isUsed = (line: string) => line === mark.key || mark.lines?.includes(lineDigest(line)) === true
      return !desired.previously.every(isUsed) || (lines.has(mark.key) && lines.get(mark.key) !== desired)
    },
    isHandedOn: (key) => lines.has(key) && lines.get(key) !== byKey.get(key),
    tookKey(mark) {
      const desired = mark.lines === undefined ? undefined : byKey.get(mark.key)
      return desired?.previously.some((line) => mark.lines?.includes(lineDigest(line))) === true
    },
    isByNameOnly({ desired, live, mark, asApplied }) {
      const isFile = desired.soleDocument && mark.shared === undefined && mark.origin === desired.origin.file
      // It has the address as well, or all that idctl gave it came from this file.
      if (asApplied && (isFile || saysAddress(desired))) return false
      const document = read(desired)
      const likeness = likenessOf(document, markedNames(live, mark))
      if (likeness === 'none') return true
      // The same names are not enough: a namesake may have been given the key.
      return !isFile && !hasWritten(document, mark) && !hasVerified(document, live)
    },
    isSettled({ desired, live, mark, asApplied }) {
      if (mark.named || mark.disabled || mark.origin !== desired.origin.file) return false
      const externalId = externalIdOf(desired)
      if (externalId !== live.external_id && (externalId !== undefined || externalIds().has(live.external_id ?? '')))
        return false
      if (!desired.derived.identifiers.every(({ type, value }) => live.credentials?.[type]?.includes(value)))
        return false
      if (!desired.previously.every((line) => line !== mark.key && mark.lines?.includes(lineDigest(line)))) return false
      if (isNamedByLine(live, mark.key, desired)) return false
      if (asApplied) return true
      const document = read(desired)
      return document.names.length === 0 || likenessOf(document, markedNames(live, mark)) === 'same'
    },
  }
}

function identifiersOf({ derived }: DesiredIdentity): string[] {
  return derived.identifiers.map(({ value }) => comparable(value))
}

/** Whether an address of the document is a verified login identifier of the account. */
function hasVerified({ identifiers }: MatchedDocument, live: LiveIdentity): boolean {
  const verified = live.verifiable_addresses.flatMap(({ value, verified: is }) => (is ? [comparable(value)] : []))
  return loginIdentifiers(live).some((value) => {
    const address = comparable(value)
    return identifiers.includes(address) && verified.includes(address)
  })
}
