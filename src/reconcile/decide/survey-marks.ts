import { ownMark } from '../../identity/live-document.ts'
import type { IdentityKey, LiveIdentity } from '../../model/identity.ts'
import { push } from '../../model/push.ts'

/** What one pass over all identities finds about the marks of a workspace. */
export interface MarkSurvey {
  readonly managed: number
  /** Identities without our mark. */
  readonly unmanaged: number
  /** Ids of the identities that this workspace has marked with this key; only for the keys passed to `surveyMarks`. */
  idsWith(key: IdentityKey): readonly string[]
}

/** Counts the marks of a workspace, and collects the ids of identities whose mark has one of these keys. */
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
