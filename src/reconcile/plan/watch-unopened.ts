import { ownMark } from '../../identity/live-document.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import { isSealed, keyNameOf } from '../../model/sealed-digest.ts'
import { isUnopened, unopenedIn } from '../../model/sealed-mark.ts'
import type { Watcher } from './watcher.ts'

/** Watches a listing for marks with digests that none of the configured digest keys opens. */
export interface UnopenedWatcher extends Watcher {
  warnings(): Diagnostic[]
}

export function watchUnopened(workspace: string): UnopenedWatcher {
  const identities = new Map<string, number>()
  return {
    see(live) {
      const fields = ownMark(live, workspace)?.fields
      if (fields === undefined || !isUnopened(fields)) return
      const unopened = Object.values(fields).flatMap(unopenedIn)
      const names = new Set(unopened.filter(isSealed).map(keyNameOf))
      for (const name of names) identities.set(name, (identities.get(name) ?? 0) + 1)
    },
    warnings: () => [...identities].sort().map(([name, count]) => keyMissing(name, count)),
  }
}

function keyMissing(name: string, count: number): Diagnostic {
  const whose = count === 1 ? 'the mark of 1 identity has digests' : `the marks of ${count} identities have digests`
  return {
    severity: 'warning',
    code: 'IDC240',
    summary: `${whose} encrypted with a key that is not configured: ${JSON.stringify(name)}`,
    hint: 'give the key in kratos.digest_key or kratos.former_digest_keys; without it, idctl sees no drift of these leaves, and does not remove those whose line left the file',
  }
}
