import type { Config } from './config/types.ts'
import { serverSchemaId, underServerIds } from './desired/schemas/schema-aliases.ts'
import { readSchemaFiles } from './desired/schemas/schema-files.ts'
import { judgeSchemaFiles } from './desired/schemas/schema-problems.ts'
import { compileIdentitySchemas, type SchemaSourceProblem } from './identity-schema/compile.ts'
import type { IdentitySchemaSet } from './identity-schema/identity-schema.ts'
import { embeddedAbilities } from './live/kratos/abilities.ts'
import { SchemasUnavailable } from './live/kratos/errors.ts'
import type { LiveSource } from './live/ports.ts'
import type { Abilities } from './model/abilities.ts'
import { type Diagnostic, isError } from './model/diagnostic.ts'
import type { DesiredDocument } from './model/identity.ts'
import { present } from './model/present.ts'
import { schemaIdOf } from './model/schema-id.ts'

/** What a server reports about itself. */
export interface ServerFacts {
  readonly schemas: IdentitySchemaSet
  readonly abilities: Abilities
}

interface ReadSchemas {
  readonly schemas: IdentitySchemaSet
  /** Mistakes in the schemas. */
  readonly problems: readonly SchemaSourceProblem[]
  readonly warnings: readonly Diagnostic[]
}

export async function readServerFacts(
  config: Config,
  source: LiveSource,
  signal: AbortSignal,
): Promise<ServerFacts & ReadSchemas> {
  const read = await readSchemas(config, source, signal)
  return { ...read, abilities: await source.abilities(signal) }
}

/** The server's schemas, or local files with a warning if the server's cannot be read. */
async function readSchemas(config: Config, source: LiveSource, signal: AbortSignal): Promise<ReadSchemas> {
  try {
    return { ...compileIdentitySchemas(await source.schemas(signal)), warnings: [] }
  } catch (error) {
    if (!(error instanceof SchemasUnavailable)) throw error
    const local = readSchemaFiles(config)
    if (local.sources.length === 0) throw error
    const warning: Diagnostic = {
      severity: 'warning',
      code: 'IDC550',
      summary: 'the identity schemas of the server cannot be read; the local *.schema.json files are used instead',
      detail: error.message,
      ...present({ hint: error.hint }),
    }
    const { schemas, problems } = compileIdentitySchemas(underServerIds(local.sources, config.schema_aliases))
    return { schemas: withoutConclusions(schemas), problems, warnings: [warning, ...local.diagnostics] }
  }
}

/** Gives no reason for refusing an id that no local file has: the server may have that schema. */
function withoutConclusions(schemas: IdentitySchemaSet): IdentitySchemaSet {
  const { ids } = schemas
  return { ...schemas, refusalOf: (id, abilities) => (ids.includes(id) ? schemas.refusalOf(id, abilities) : undefined) }
}

/**
 * Diagnostics for the schemas of a server. The embedded sandbox has those of the folder, so they are reported in their
 * files. Elsewhere the files are unknown: an unusable schema is a warning here, and an error once a document names it.
 */
export function judgeServed(
  config: Config,
  documents: readonly DesiredDocument[],
  problems: readonly SchemaSourceProblem[],
  { lacks }: Abilities,
): ReturnType<typeof judgeSchemaFiles> {
  if (problems.length > 0 && config.server?.kind === 'sandbox') {
    const used = new Set(documents.map((document) => servedId(document, config)))
    return judgeSchemaFiles(problems, { ...readSchemaFiles(config), used, lacks })
  }
  // This server has started with its schemas, even if the newest Kratos would not.
  const relevant = problems.filter(({ refuses }) => refuses !== 'start')
  const diagnostics = relevant.map(({ id, message }): Diagnostic => {
    return { severity: 'warning', code: 'IDC401', summary: `identity schema "${id}": ${message}` }
  })
  return { diagnostics, unusable: new Set() }
}

/** Mistakes in the schemas of the folder that keep the embedded sandbox from starting with them. */
export function refusedBySandbox(config: Config): readonly Diagnostic[] {
  const local = readSchemaFiles(config)
  const { problems } = compileIdentitySchemas(underServerIds(local.sources, config.schema_aliases))
  const judged = judgeSchemaFiles(problems, { ...local, used: new Set(), lacks: embeddedAbilities.lacks })
  return [...local.diagnostics, ...judged.diagnostics].filter(isError)
}

export function servedId(document: DesiredDocument, { schema_aliases }: Config): string {
  return serverSchemaId(schemaIdOf(document), schema_aliases)
}
