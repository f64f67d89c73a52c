import { lineDigest } from '../../identity/line-digest.ts'
import { normaliseIdentifier } from '../../identity-schema/normalise.ts'
import type { Digest } from '../../model/digest.ts'
import { push } from '../../model/push.ts'
import { type Account, comparable } from './account.ts'
import type { MatchedDocument } from './document.ts'
import { likenessOf } from './names.ts'

/** Knows which lines of `previously` are spent: those that the mark of the document's account records. */
export interface SpentLines {
  isSpent(document: MatchedDocument, line: string): boolean
  /** Accounts whose marks record this line. */
  usersOf(line: string): readonly Account[]
}

/** `accounts`: all whose mark records any line; `bearersOf`: those who have a key now. */
export function spentLines(accounts: readonly Account[], bearersOf: (key: string) => readonly Account[]): SpentLines {
  const users = new Map<Digest, Account[]>()
  for (const account of accounts) {
    for (const line of account.mark?.lines ?? []) push(users, line, account)
  }
  const usersOf = (line: string) => users.get(lineDigest(line)) ?? []
  /**
   * Whether another account that has this key now is like the document. Keys that were exchanged may be exchanged back, so likeness
   * decides.
   */
  const isOthers = (line: string, user: Account, document: MatchedDocument) =>
    bearersOf(line).some((bearer) => bearer !== user && isLike(bearer, document))
  return {
    usersOf,
    isSpent: (document, line) =>
      usersOf(line).some((user) => {
        if (user.mark?.key === line) return false
        if (isLike(user, document)) return true
        return user.mark?.key === document.desired.key && !isOthers(line, user, document)
      }),
  }
}

/** Whether anything besides a written name connects the document with the account. */
export function isLike({ mark, identifiers, names }: Account, document: MatchedDocument): boolean {
  return (
    document.identifiers.some((value) => identifiers.has(value)) ||
    (document.sole && mark?.shared === undefined && mark?.origin === document.file) ||
    likenessOf(document, names) === 'same'
  )
}

/** The spellings that a line may have as a key in a mark: a derived key is spelled as Kratos stores the identifier. */
export function keySpellings(line: string): string[] {
  return [...new Set([line, normaliseIdentifier(line), comparable(line)])]
}
