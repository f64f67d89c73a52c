import type { Change, UpdateChange } from '../../model/change.ts'
import { isUpdate } from '../../model/change-parts.ts'
import type { DesiredIdentity, Mark } from '../../model/identity.ts'
import { present, withMembers } from '../../model/present.ts'
import { push } from '../../model/push.ts'
import { nameLeaves } from '../evidence/name-leaves.ts'
import { createAccountTraces, traceReader } from '../evidence/newcomers.ts'
import type { Policy } from '../policy.ts'
import type { Watcher } from './watcher.ts'

/** Remembers the accounts that the plan knows, so that apply can tell them from newcomers. */
export interface Acquaintances extends Watcher {
  /**
   * Adds to a creation the known accounts that look like the same person but are not, and to an update with a new key the accounts that
   * have this key.
   */
  tellApart(change: Change): Change
}

/** Keeps nothing about people without a change, so that a folder without changes needs no memory. */
export function createAcquaintances(
  identities: readonly DesiredIdentity[],
  { schemas, display, files }: Pick<Policy, 'schemas' | 'display' | 'files'>,
): Acquaintances {
  const read = traceReader(nameLeaves(schemas, display))
  const accounts = createAccountTraces()
  const isCalledAlike = twinFinder(identities, read.ofNames)
  return {
    take(pair, { change }) {
      const mark = 'mark' in pair ? pair.mark : undefined
      if (mark === undefined || !('live' in pair)) return
      const quiet = pair.kind === 'both' && change === undefined ? pair.desired : undefined
      if (quiet && hasOnlyOwnTraces(mark, quiet, files)) return
      accounts.see(pair.live.id, read.ofAccount(mark, pair.live.schema_id))
    },
    tellApart(change) {
      if (isUpdate(change)) return withHolders(change, accounts.with(read.ofKey(change)))
      if (change.action !== 'create') return change
      const called_alike = (change.mark.shared === true && isCalledAlike(change.mark.origin, change.key)) || undefined
      const known = () => {
        const { own, kin } = read.ofCreation({ ...change, ...present({ called_alike }) })
        return accounts.with([...own, ...kin])
      }
      return withMembers(change, { ...present({ called_alike }), told_apart: accounts.isEmpty ? nobody : known() })
    },
  }
}

const nobody: readonly string[] = []

function withHolders(change: UpdateChange, holders: readonly string[]): UpdateChange {
  return holders.includes(change.id) ? change : withMembers(change, { told_apart: holders })
}

/** Whether the mark has no trace beyond its document: no other document can then have its key, or be in the file that it names. */
function hasOnlyOwnTraces(
  { origin, lines }: Mark,
  { origin: { file }, fields }: DesiredIdentity,
  files: Policy['files'],
): boolean {
  const isOthersFile = origin !== file && files?.has(origin) !== false
  return lines === undefined && !isOthersFile && Object.values(fields).every(({ mode }) => mode !== 'seed')
}

/** Finds out whether another document of the file has the same names as the one with this key. */
function twinFinder(
  identities: readonly DesiredIdentity[],
  namesOf: (desired: DesiredIdentity) => string | undefined,
): (file: string, key: string) => boolean {
  let byFile: Map<string, DesiredIdentity[]> | undefined
  const alike = new Map<string, ReadonlySet<string>>()
  return (file, key) => {
    byFile ??= groupByFile(identities)
    const known = alike.get(file) ?? keysOfTwins(byFile.get(file) ?? [], namesOf)
    alike.set(file, known)
    return known.has(key)
  }
}

function groupByFile(identities: readonly DesiredIdentity[]): Map<string, DesiredIdentity[]> {
  const files = new Map<string, DesiredIdentity[]>()
  for (const desired of identities) push(files, desired.origin.file, desired)
  return files
}

function keysOfTwins(
  documents: readonly DesiredIdentity[],
  namesOf: (desired: DesiredIdentity) => string | undefined,
): Set<string> {
  const first = new Map<string, string>()
  const twins = new Set<string>()
  for (const desired of documents) {
    const names = namesOf(desired)
    if (names === undefined) continue
    const other = first.get(names)
    if (other === undefined) first.set(names, desired.key)
    else for (const key of [other, desired.key]) twins.add(key)
  }
  return twins
}
