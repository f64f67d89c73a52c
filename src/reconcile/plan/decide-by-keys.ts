import type { Change } from '../../model/change.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../../model/identity.ts'
import { decideKeyCommand, type KeyCommand, keyOf, namedOf, unknownKeys } from '../decide/decide-key-command.ts'
import type { Decision } from '../decide/decision.ts'
import { namesOf } from '../decide/names-of-command.ts'
import { newlyDerived } from '../decide/newly-derived.ts'
import type { Pair } from '../match/match.ts'
import type { Policy } from '../policy.ts'
import { type Decisions, unknownNamed } from './decide-all.ts'
import { type Again, blockLate } from './late-claims.ts'
import { passAll } from './pass.ts'
import type { Watcher } from './watcher.ts'

/** Decides only about the named keys. All identities are read to match them; the others stay as they are. */
export async function decideByKeys(
  identities: readonly DesiredIdentity[],
  { pages, again }: { readonly pages: AsyncIterable<readonly LiveIdentity[]>; readonly again: Again },
  policy: Policy,
  command: KeyCommand,
  watchers: readonly Watcher[] = [],
): Promise<Decisions> {
  const desiredByKey = new Map(identities.map((desired) => [desired.key, desired]))
  const known = new Set<IdentityKey>(desiredByKey.keys())
  const names = namesOf(command, policy.readFolders ?? [], (key) => known.has(key))
  const fitted = new Set<string>()
  const notice = (pair: Pair): void => {
    known.add(keyOf(pair))
    for (const glob of names.globsOf(namedOf(pair))) fitted.add(glob)
  }
  const { rows, diagnostics, managed, inert, unmanaged, quiet } = await passAll(identities, pages, policy, {
    decide: (pair) => withLate(decideKeyCommand(pair, policy, command, names.namingOf(namedOf(pair))), pair, policy),
    watchers: [{ take: notice }, ...watchers],
  })
  const decisions = await blockLate(
    rows.map(({ decision }) => decision),
    desiredByKey,
    policy,
    again,
  )
  // The listing can show that a glob is the key of somebody without a document, who alone is meant then.
  const isMeant = ({ key, origin }: Change): boolean =>
    command.globs?.some((glob) => known.has(glob)) !== true || names.namingOf({ key, file: origin?.file }) !== undefined
  const changes = decisions.flatMap(({ change }) => (change && isMeant(change) ? [change] : []))
  const touched = changes.filter(({ action, blocked }) => action !== 'none' || blocked).length
  return {
    changes,
    diagnostics: [
      ...diagnostics,
      ...rows.flatMap(({ decision }) => decision.diagnostics),
      ...unknownKeys(command.keys, known, 'no document and no managed identity'),
      ...idleGlobs((command.globs ?? []).filter((glob) => !known.has(glob) && !fitted.has(glob))),
      ...unknownNamed(policy, () => new Set(desiredByKey.keys())),
    ],
    needs: new Map(),
    asides: new Map(),
    created: [],
    managed,
    inert,
    unmanaged,
    unchanged: quiet.accounts + quiet.documents + rows.length - touched,
  }
}

function idleGlobs(globs: readonly string[]): Diagnostic[] {
  return globs.map((glob) => ({
    severity: 'error',
    code: 'IDC540',
    summary: `the glob "${glob}" fits no key and no file`,
    hint: 'a * stops at each /; ** goes on: `idctl plan --only GLOB` takes the same globs, and shows whom they fit',
  }))
}

function withLate(decision: Decision, pair: Pair, policy: Policy): Decision {
  return decision.change && 'live' in pair ? { ...decision, ...newlyDerived(pair.live, policy) } : decision
}
