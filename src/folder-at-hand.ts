import type { FolderAtHand } from './apply/context.ts'
import type { Config } from './config/types.ts'
import { readDesiredAgain } from './desired-state.ts'
import { isError } from './model/diagnostic.ts'
import type { Variables } from './model/variables.ts'
import { nameLeaves } from './reconcile/evidence/name-leaves.ts'
import { indexDocuments } from './reconcile/evidence/returned.ts'
import type { ServerFacts } from './server-facts.ts'

/**
 * Reads the folder again, for removals that were planned because a document was missing, and for creations that were
 * planned because one was there. `undefined` without a folder: a plan can be applied where there is none. `unusable`
 * with mistakes: a document may be in what could not be read.
 */
export function readFolderAtHand(config: Config, server: ServerFacts, variables: Variables): FolderAtHand | undefined {
  if (config.identities.length === 0) return undefined
  const { identities, diagnostics } = readDesiredAgain(config, server, { variables })
  const documents = indexDocuments(identities, nameLeaves(server.schemas, config.display))
  return { kind: diagnostics.some(isError) ? 'unusable' : 'read', documents }
}
