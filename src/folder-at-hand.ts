import type { FolderAtHand } from './apply/context.ts'
import type { Config } from './config/types.ts'
import { parseFolder } from './desired/parse.ts'
import type { Variables } from './desired/reference-values.ts'
import { resolveDocuments } from './desired-state.ts'
import type { IdentitySchemaSet } from './identity-schema/identity-schema.ts'
import type { Abilities } from './model/abilities.ts'
import { indexDocuments } from './reconcile/returned.ts'

/**
 * What the folder says now, for removals that were planned because a document was not there. `undefined` without a folder: a plan can
 * be applied where there is none. One with mistakes says nothing, for a document may be among what could not be read.
 */
export function readFolderAtHand(
  config: Config,
  server: { readonly schemas: IdentitySchemaSet; readonly abilities: Abilities },
  variables: Variables,
): FolderAtHand | undefined {
  if (config.identities.length === 0) return undefined
  const parsed = parseFolder(config, { variables, resolveSecrets: false })
  const { identities, diagnostics } = resolveDocuments(config, parsed.documents, server)
  const errors = [...parsed.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error').length
  return errors > 0 ? { kind: 'unusable', errors } : { kind: 'read', documents: indexDocuments(identities) }
}
