import type { FolderAtHand } from './apply/context.ts'
import type { Config } from './config/types.ts'
import type { FolderMemory } from './desired/same-folder.ts'
import { readDesiredAgain } from './desired-state.ts'
import { isError } from './model/diagnostic.ts'
import type { Variables } from './model/variables.ts'
import { nameLeaves } from './reconcile/evidence/name-leaves.ts'
import { type DocumentIndex, indexDocuments } from './reconcile/evidence/returned.ts'
import type { ServerFacts } from './server-facts.ts'

/** What a plan rests on, for an execution in the same process. */
export interface PlanBasis {
  readonly server: ServerFacts
  /** Absent if no change depends on it any more. */
  readonly folder?: Pick<FolderMemory, 'isSame'> & { readonly documents: DocumentIndex }
}

/**
 * Reads the folder again unless it is certainly the same, for removals that were planned because a document was missing, and for creations that were
 * planned because one was there. `undefined` without a folder: a plan can be applied where there is none. `unusable`
 * with mistakes: a document may be in what could not be read.
 */
export function readFolderAtHand(
  config: Config,
  server: ServerFacts,
  { variables, basis }: { readonly variables: Variables; readonly basis?: PlanBasis | undefined },
): FolderAtHand | undefined {
  if (config.identities.length === 0) return undefined
  if (basis?.folder?.isSame() === true) return { kind: 'read', documents: basis.folder.documents }
  const { identities, diagnostics } = readDesiredAgain(config, server, { variables })
  const documents = indexDocuments(identities, nameLeaves(server.schemas, config.display))
  return { kind: diagnostics.some(isError) ? 'unusable' : 'read', documents }
}
