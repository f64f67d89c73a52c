import { findLeftOut } from './checkout/left-out.ts'
import type { Config } from './config/types.ts'
import { viewFolders } from './desired/files/folder-view.ts'
import type { ParsedFolder } from './desired/parse.ts'
import type { Change } from './model/change.ts'
import type { Diagnostic } from './model/diagnostic.ts'
import type { Variables } from './model/variables.ts'
import { absenceFinder } from './reconcile/plan/absence.ts'
import { emptiedFiles, goneDocuments, lostDocuments } from './reconcile/plan/lost-documents.ts'

/**
 * Diagnostics for documents that are missing although nobody deleted them. Reads the folder and asks git only if a
 * change was planned because a document is missing.
 */
export async function findLostDocuments(
  config: Config,
  { read, empty }: Pick<ParsedFolder, 'read' | 'empty'>,
  changes: readonly Change[],
  access: { readonly variables: Variables; readonly signal: AbortSignal; readonly hasFormerOrigins: boolean },
): Promise<Diagnostic[]> {
  const gone = goneDocuments(changes)
  if (gone.size === 0) return []
  const { sparse, submodules, diagnostics } = await findLeftOut(config, access)
  const view = viewFolders(config.root)
  const facts = { view, folders: config.wholeFolders, read, empty, sparse, submodules }
  const lost = lostDocuments(gone, absenceFinder(facts))
  const emptied = access.hasFormerOrigins ? emptiedFiles(changes, facts) : []
  const isNew = ({ at }: Diagnostic) => !lost.some((other) => other.at?.file === at?.file)
  return [...diagnostics, ...lost, ...emptied.filter(isNew)]
}
