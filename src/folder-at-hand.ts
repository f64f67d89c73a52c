import type { FolderAtHand } from './apply/context.ts'
import type { Config } from './config/types.ts'
import type { Variables } from './desired/reference-values.ts'
import { readDesiredAgain } from './desired-state.ts'
import { isError } from './model/diagnostic.ts'
import { nameLeaves } from './reconcile/name-leaves.ts'
import { indexDocuments } from './reconcile/returned.ts'
import type { ServerFacts } from './server-facts.ts'

/**
 * What the folder says now, for removals that were planned because a document was not there, and for creations that were because one
 * was. `undefined` without a folder: a plan can be applied where there is none. In one with mistakes a document may be among what could
 * not be read.
 */
export function readFolderAtHand(config: Config, server: ServerFacts, variables: Variables): FolderAtHand | undefined {
  if (config.identities.length === 0) return undefined
  const { identities, diagnostics } = readDesiredAgain(config, server, { variables })
  const documents = indexDocuments(identities, nameLeaves(server.schemas, config.display))
  return { kind: diagnostics.some(isError) ? 'unusable' : 'read', documents }
}
