import { compileIdentitySchemas } from '../identity-schema/compile.ts'
import type { Abilities } from '../model/abilities.ts'
import type { Judgement } from '../model/finding.ts'
import type { IdentitySchemaSource } from '../model/identity.ts'

/** Schemas with which Kratos refuses every write are wrong, and so are those that idctl cannot check people against. */
export function judgeSchemas(sources: readonly IdentitySchemaSource[], abilities: Pick<Abilities, 'lacks'>): Judgement {
  const { schemas, problems } = compileIdentitySchemas(sources)
  const wrong = schemas.ids.flatMap((id) => {
    const refusal = schemas.refusalOf(id, abilities)
    if (refusal !== undefined) return [`${JSON.stringify(id)} ${refusal}`]
    return schemas.get(id) === undefined ? [`${JSON.stringify(id)} cannot be read: ${messageFor(id)}`] : []
  })
  const names = schemas.ids.map((id) => JSON.stringify(id)).join(', ')
  if (wrong.length === 0) return { verdict: 'fine', text: names }
  return { verdict: 'wrong', text: wrong.join('; '), hint: 'correct the schema, and give it to Kratos again' }

  function messageFor(id: string): string {
    return problems.find((problem) => problem.id === id && problem.severity === 'error')?.message ?? ''
  }
}
