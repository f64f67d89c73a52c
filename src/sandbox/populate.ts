import { ApiError, SandboxError } from './errors.ts'
import { decode } from './go/decode.ts'
import { insert, prepareInsert, validate } from './identity/write.ts'
import type { Kratos } from './kratos.ts'
import { generatePopulation } from './population.ts'
import { identityOf } from './routes/create-identity.ts'

export interface PopulationOptions {
  readonly count: number
  /** Default 1. The same seed makes the same identities. */
  readonly seed?: number
  /** Default: the default schema. */
  readonly schema_id?: string
}

/**
 * Creates generated identities through the ordinary create path and returns their ids. Skips people whose login identifier or
 * address already exists, so that a second start on the same file changes nothing. Throws `SandboxError` when generated traits
 * do not fit the schema.
 */
export async function populate(options: PopulationOptions, kratos: Kratos): Promise<string[]> {
  const schemaId = options.schema_id ?? kratos.settings.default_schema_id
  const schema = kratos.schemas.find(schemaId)
  if (schema === undefined) throw new SandboxError(`Cannot make a population for the unknown schema "${schemaId}"`)
  const ids: string[] = []
  const { count, seed = 1 } = options
  for (const traits of generatePopulation(schema.source, { count, seed })) {
    const body = decode({ schema_id: schemaId, traits }, kratos.bodies.create, { strict: true }) ?? {}
    try {
      const { row } = prepareInsert(validate(await identityOf(body, kratos), kratos), kratos)
      if (insert(row, kratos)) ids.push(row.id)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      throw new SandboxError(`Population: cannot make traits that fit schema "${schemaId}": ${error.message}`)
    }
  }
  return ids
}
