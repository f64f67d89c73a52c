import { ownMark } from '../../identity/live-document.ts'
import type { IdentityKey, LiveIdentity } from '../../model/identity.ts'
import { push } from '../../model/push.ts'

/** What one pass over all identities tells of a workspace's marks. */
export interface MarkSurvey {
  readonly managed: number
  /** Identities without our mark. */
  readonly unmanaged: number
  /** Ids of those who carry a mark of ours with this key, of the keys that were asked for. */
  idsWith(key: IdentityKey): readonly string[]
}

/** Counts the marks of a workspace, and remembers who carries one of these keys. */
export async function surveyMarks(
  pages: AsyncIterable<readonly LiveIdentity[]>,
  workspace: string,
  keys: ReadonlySet<IdentityKey>,
): Promise<MarkSurvey> {
  const ids = new Map<IdentityKey, string[]>()
  let managed = 0
  let unmanaged = 0
  for await (const page of pages) {
    for (const live of page) {
      const key = ownMark(live, workspace)?.key
      if (key === undefined) unmanaged++
      else managed++
      if (key !== undefined && keys.has(key)) push(ids, key, live.id)
    }
  }
  return { managed, unmanaged, idsWith: (key) => ids.get(key) ?? [] }
}
