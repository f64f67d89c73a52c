import type { Config } from './config/types.ts'
import { serverSchemaId, underServerIds } from './desired/schema-aliases.ts'
import { readSchemaFiles } from './desired/schema-files.ts'
import { judgeSchemaFiles } from './desired/schema-problems.ts'
import { compileIdentitySchemas, type SchemaSourceProblem } from './identity-schema/compile.ts'
import type { IdentitySchemaSet } from './identity-schema/identity-schema.ts'
import { embeddedAbilities } from './live/kratos/abilities.ts'
import { SchemasUnavailable } from './live/kratos/errors.ts'
import type { LiveSource } from './live/ports.ts'
import type { Abilities } from './model/abilities.ts'
import { type Diagnostic, isError } from './model/diagnostic.ts'
import type { DesiredDocument } from './model/identity.ts'
import { present } from './model/present.ts'

/** What a server said of itself. */
export interface ServerFacts {
  readonly schemas: IdentitySchemaSet
  readonly abilities: Abilities
}

interface ReadSchemas {
  readonly schemas: IdentitySchemaSet
  /** What is wrong with them. */
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

/** The live schemas; local files where the server's cannot be reached, with a warning. */
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

/** A schema that no local file has may be on the server all the same. */
function withoutConclusions(schemas: IdentitySchemaSet): IdentitySchemaSet {
  const { ids } = schemas
  return { ...schemas, refusalOf: (id, abilities) => (ids.includes(id) ? schemas.refusalOf(id, abilities) : undefined) }
}

/**
 * What is wrong with the schemas of a server. The embedded sandbox has those of the folder; elsewhere nobody knows the file, and an
 * unusable one is an error as soon as a document names it, and a warning until then.
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
  // It has started with them, whatever the newest Kratos would do.
  const told = problems.filter(({ refuses }) => refuses !== 'start')
  const diagnostics = told.map(({ id, message }): Diagnostic => {
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

export function schemaIdOf({ fields }: DesiredDocument): string {
  return String(fields['/schema_id']?.value)
}

export function servedId(document: DesiredDocument, { schema_aliases }: Config): string {
  return serverSchemaId(schemaIdOf(document), schema_aliases)
}
