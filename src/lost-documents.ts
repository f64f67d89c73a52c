import type { Variables } from './checkout/git.ts'
import { findLeftOut } from './checkout/left-out.ts'
import type { Config } from './config/types.ts'
import { viewFolders } from './desired/folder-view.ts'
import type { ParsedFolder } from './desired/parse.ts'
import type { Change } from './model/change.ts'
import type { Diagnostic } from './model/diagnostic.ts'
import { absenceFinder } from './reconcile/plan/absence.ts'
import { goneDocuments, lostDocuments } from './reconcile/plan/lost-documents.ts'

/**
 * Whose documents are not there though nobody has deleted them: asks the folder, and git, only where somebody's document is gone.
 */
export async function findLostDocuments(
  config: Config,
  { read, empty }: ParsedFolder,
  changes: readonly Change[],
  asking: { readonly variables: Variables; readonly signal: AbortSignal },
): Promise<Diagnostic[]> {
  const gone = goneDocuments(changes)
  if (gone.size === 0) return []
  const { sparse, submodules, diagnostics } = await findLeftOut(config, asking)
  const view = viewFolders(config.root)
  const facts = { view, folders: config.wholeFolders, read, empty, sparse, submodules }
  return [...diagnostics, ...lostDocuments(gone, absenceFinder(facts))]
}
