import type { Blocked } from '../../model/change.ts'
import type { BlockedCode } from '../../model/change-codes.ts'
import type { Diagnostic, DiagnosticCode } from '../../model/diagnostic.ts'
import type { IdentityKey } from '../../model/identity.ts'
import { present, unlessEmpty } from '../../model/present.ts'
import type { Account } from './account.ts'
import type { MatchedDocument } from './document.ts'
import type { AdoptionDoubt, MatchRule } from './pair.ts'

/** Why documents and accounts cannot be joined. */
export interface Finding {
  readonly code: DiagnosticCode
  readonly blocked: BlockedCode
  /** The text after the key of the document: `"ada": …`. */
  readonly why: string
  readonly hint: string
}

export type Verdict =
  | {
      readonly kind: 'join'
      readonly account: Account
      readonly by: MatchRule
      readonly doubt?: AdoptionDoubt
    }
  /** The finding depends on a live value, so only this document waits. */
  | { readonly kind: 'blocked'; readonly blocked: Blocked }
  /** The finding depends on the files alone, so there is no plan until they are corrected. */
  | { readonly kind: 'error' }

/** Whether a finding depends only on files and marks, or also on a live value that idctl did not write. */
export type Rests = 'on files' | 'on live'

/** Who is joined to whom so far. An account is taken once; the sides of a question are held and join nobody. */
export interface MatchTable {
  /** Keys of documents that may take accounts from other workspaces. */
  readonly takeOver: ReadonlySet<IdentityKey>
  readonly documents: readonly MatchedDocument[]
  readonly diagnostics: readonly Diagnostic[]
  open(): MatchedDocument[]
  verdictOf(document: MatchedDocument): Verdict | undefined
  isFree(account: Account): boolean
  isTaken(account: Account): boolean
  /** Why an account is held. */
  heldOf(account: Account): Blocked | undefined
  join(document: MatchedDocument, join: Omit<Extract<Verdict, { kind: 'join' }>, 'kind'>): void
  hold(account: Account, blocked: Blocked): void
  contest(documents: readonly MatchedDocument[], accounts: readonly Account[], finding: Finding, rests: Rests): void
}

export function createMatchTable(
  documents: readonly MatchedDocument[],
  takeOver: ReadonlySet<IdentityKey>,
): MatchTable {
  const verdicts = new Map<MatchedDocument, Verdict>()
  const taken = new Set<Account>()
  const held = new Map<Account, Blocked>()
  const diagnostics: Diagnostic[] = []
  const hold = (account: Account, blocked: Blocked) => {
    if (!taken.has(account) && !held.has(account)) held.set(account, blocked)
  }
  return {
    takeOver,
    documents,
    diagnostics,
    open: () => documents.filter((document) => !verdicts.has(document)),
    verdictOf: (document) => verdicts.get(document),
    isFree: (account) => !taken.has(account) && !held.has(account),
    isTaken: (account) => taken.has(account),
    heldOf: (account) => held.get(account),
    join(document, join) {
      verdicts.set(document, { kind: 'join', ...join })
      taken.add(join.account)
    },
    hold,
    contest(sides, accounts, { code, blocked, why, hint }, rests) {
      const open = sides.filter((document) => !verdicts.has(document))
      if (rests === 'on live') {
        for (const document of open) {
          verdicts.set(document, { kind: 'blocked', blocked: { code: blocked, reason: why, hint } })
        }
      } else {
        for (const document of open) verdicts.set(document, { kind: 'error' })
        const [first, ...others] = sides as [MatchedDocument, ...MatchedDocument[]]
        const { key, origin } = first.desired
        diagnostics.push({
          severity: 'error',
          code,
          summary: `"${key}": ${why}`,
          hint,
          at: origin,
          ...present({ related: unlessEmpty(others.map(({ desired }) => desired.origin)) }),
        })
      }
      const keys = sides.map(({ desired }) => `"${desired.key}"`).join(', ')
      const reason = `it may be the account of ${keys}: nothing is done to it until that question is answered`
      for (const account of accounts) hold(account, { code: 'held', reason, hint, orphan: true })
    },
  }
}
