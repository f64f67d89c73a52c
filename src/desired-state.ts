import type { Config } from './config/types.ts'
import { identifyDocuments } from './desired/identify.ts'
import { underServerIds, withServerSchemaIds } from './desired/schema-aliases.ts'
import { readSchemaFiles } from './desired/schema-files.ts'
import { refusedSchemas, validateIdentities } from './desired/validate.ts'
import { compileIdentitySchemas } from './identity-schema/compile.ts'
import type { IdentitySchemaSet } from './identity-schema/identity-schema.ts'
import { SchemasUnavailable } from './live/kratos/errors.ts'
import type { LiveSource } from './live/ports.ts'
import type { Abilities } from './model/abilities.ts'
import type { Diagnostic } from './model/diagnostic.ts'
import type { DesiredDocument, DesiredIdentity, IdentitySchemaSource } from './model/identity.ts'
import { unsupportedProblems } from './reconcile/decide/rules/abilities.ts'

/** What the documents say of a server with these schemas and abilities: keyed, and checked as parts of what may exist. */
export function resolveDocuments(
  config: Config,
  documents: readonly DesiredDocument[],
  { schemas, abilities }: { readonly schemas: IdentitySchemaSet; readonly abilities: Abilities },
): { readonly identities: DesiredIdentity[]; readonly diagnostics: readonly Diagnostic[] } {
  const served = withServerSchemaIds(documents, config.schema_aliases, schemas.ids)
  const { identities, diagnostics } = identifyDocuments(served.documents, schemas)
  const misfits = validateIdentities(identities, schemas, { complete: false })
  const refused = refusedSchemas(identities, schemas, abilities)
  const unsupported = identities.flatMap((identity) => unsupportedProblems(identity, abilities))
  return { identities, diagnostics: [...served.diagnostics, ...diagnostics, ...misfits, ...refused, ...unsupported] }
}

/** The live schemas; local files where the server's cannot be reached, with a warning. */
export async function readSchemas(
  config: Config,
  source: LiveSource,
  signal: AbortSignal,
): Promise<{ schemas: IdentitySchemaSet; diagnostics: Diagnostic[] }> {
  try {
    return compileSchemas(await source.schemas(signal))
  } catch (error) {
    if (!(error instanceof SchemasUnavailable)) throw error
    const local = readSchemaFiles(config)
    if (local.sources.length === 0) throw error
    const warning: Diagnostic = {
      severity: 'warning',
      code: 'IDC550',
      summary: 'the identity schemas of the server cannot be read; the local *.schema.json files are used instead',
      detail: error.message,
      ...(error.hint !== undefined && { hint: error.hint }),
    }
    const { schemas, diagnostics } = compileSchemas(underServerIds(local.sources, config.schema_aliases))
    return { schemas: withoutConclusions(schemas), diagnostics: [warning, ...local.diagnostics, ...diagnostics] }
  }
}

/** A schema that no local file has may be on the server all the same. */
function withoutConclusions(schemas: IdentitySchemaSet): IdentitySchemaSet {
  const { ids } = schemas
  return { ...schemas, refusalOf: (id, abilities) => (ids.includes(id) ? schemas.refusalOf(id, abilities) : undefined) }
}

/** Compiled schemas; an unusable one is an error as soon as a document names it, and a warning until then. */
export function compileSchemas(sources: readonly IdentitySchemaSource[]): {
  schemas: IdentitySchemaSet
  diagnostics: Diagnostic[]
} {
  const { schemas, problems } = compileIdentitySchemas(sources)
  const diagnostics = problems.map(({ id, message }): Diagnostic => {
    return { severity: 'warning', code: 'IDC401', summary: `identity schema "${id}": ${message}` }
  })
  return { schemas, diagnostics }
}
