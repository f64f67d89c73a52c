import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeSchemaFiles } from '../../src/desired/schemas/schema-problems.ts'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import { abilitiesOf, type Release } from '../../src/live/kratos/abilities.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { type ProfileName, profiles } from '../../src/sandbox/profiles.ts'
import {
  checkIdentityMetaSchema,
  compileIdentitySchema,
  SchemaCompileError,
} from '../../src/sandbox/schema/identity-schema.ts'
import { anySchema, anyTraits } from '../support/arbitrary-schema.ts'
import { runsOf } from '../support/depth.ts'

/** More by IDCTL_SCHEMA_RUNS. */
const numRuns = runsOf({ quick: 120, deep: 5000 }, 'IDCTL_SCHEMA_RUNS')

const servers = [
  ['v26.2.0', 'v25.4'],
  ['v1.3.1', 'v1.3'],
] as const satisfies readonly (readonly [ProfileName, Release])[]

/** What the server makes of a creation: the schemas of the sandbox are proved by recordings of real servers. */
function serverTakes(profile: ProfileName, schema: JsonObject, traits: Json): 'schema' | 'traits' | 'yes' {
  try {
    const run = compileIdentitySchema(schema, profiles[profile].schemas).run(traits)
    if (!run.ok) return 'traits'
    const { password, webauthn, code } = run.derived
    const identifiers = [...password, ...webauthn, ...code.map(({ identifier }) => identifier)]
    return identifiers.some((identifier) => identifier.trim() === '') ? 'traits' : 'yes'
  } catch (error) {
    if (error instanceof SchemaCompileError) return 'schema'
    throw error
  }
}

function idctlSays(release: Release, schema: JsonObject, traits: Json): 'schema' | 'traits' | 'yes' {
  const { schemas } = compileIdentitySchemas([{ id: 'person', schema }])
  const compiled = schemas.get('person')
  if (compiled === undefined || schemas.refusalOf('person', abilitiesOf(release, release))) return 'schema'
  const problems = compiled.validate(traits).filter(({ storage }) => storage !== true)
  return problems.length > 0 ? 'traits' : 'yes'
}

test.each(servers)('whatever a schema says, %s takes what idctl lets pass, and nothing else', (profile, release) => {
  fc.assert(
    fc.property(anySchema, anyTraits, (schema, traits) => {
      expect(idctlSays(release, schema, traits)).toBe(serverTakes(profile, schema, traits))
    }),
    { numRuns },
  )
})

test('whatever schema the sandbox does not start with is a mistake in its file', () => {
  const { lacks } = abilitiesOf('v25.4', 'v26.2.0')
  fc.assert(
    fc.property(anySchema, (schema) => {
      const { problems } = compileIdentitySchemas([{ id: 'person', schema }])
      const at = { file: 'person.schema.json', line: 1, column: 1 }
      const { unusable } = judgeSchemaFiles(problems, { placeOf: () => at, used: new Set(), lacks })
      const refused = checkIdentityMetaSchema(schema, profiles['v26.2.0'].schemas)
      if (refused.length > 0) expect(unusable).toEqual(new Set(['person']))
    }),
    { numRuns },
  )
})
