import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../src/identity-schema/compile.ts'
import { digestOf } from '../../src/model/digest.ts'
import type { LiveIdentity } from '../../src/model/identity.ts'
import { decideAll } from '../../src/reconcile/plan/decide-all.ts'
import { orderChanges } from '../../src/reconcile/plan/order.ts'
import { desired, live, policy, testWorkspace } from '../support/builders.ts'
import { emailTrait, traitSchema } from '../support/schemas.ts'

/** Person `i` has given themselves the address of person `order[i]`; one of them has a new team in the files. */
const exchanges = fc.integer({ min: 2, max: 6 }).chain((people) => {
  const indices = Array.from({ length: people }, (_, index) => index)
  return fc.record({
    order: fc.shuffledSubarray(indices, { minLength: people }),
    updated: fc.constantFrom(...indices),
    isRigid: fc.boolean(),
  })
})

const schemasOf = (isRigid: boolean) => {
  const email = { ...emailTrait(), ...(isRigid && { pattern: '^p[0-9]@example.com$' }) }
  const schema = traitSchema({ email, team: { type: 'string' } })
  return compileIdentitySchemas([{ id: 'person', schema }]).schemas
}
const plain = schemasOf(false)
const rigid = schemasOf(true)

const emailOf = (index: number) => `p${index}@example.com`

test('values that people exchange among themselves stop them, and neither the plan nor anybody else', async () => {
  await fc.assert(
    fc.asyncProperty(exchanges, async ({ order, updated, isRigid }) => {
      const schemas = isRigid ? rigid : plain
      const schema = schemas.get('person')
      const documents = order.map((_, index) => {
        const team = index === updated ? { team: 'new' } : {}
        return desired({ key: `p${index}`, traits: { email: emailOf(index), ...team }, ...(schema && { schema }) })
      })
      const people = order.map((from, index): LiveIdentity => {
        const { key, origin } = documents[index] as (typeof documents)[number]
        const fields = { '/traits/email': digestOf(emailOf(index)) }
        const mark = { v: 1, workspace: testWorkspace, key, origin: origin.file, made: 'created', fields } as const
        return live({ id: `id-${key}`, traits: { email: emailOf(from) }, mark: { ...mark, id: `id-${key}` } })
      })
      async function* pages() {
        yield people
      }
      const decided = await decideAll(documents, pages(), policy({ schemas }))
      const { changes, diagnostics } = orderChanges(decided.changes, decided.needs, decided.asides)
      expect([...decided.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error')).toEqual([])
      expect(changes.filter(({ blocked, counts }) => !blocked && counts.swaps)).toEqual([])
      const moved = order.flatMap((from, index) => (from === index ? [] : [`p${index}`]))
      expect(changes.flatMap(({ key, blocked }) => (blocked ? [key] : [])).sort()).toEqual(moved)
      const written = changes.flatMap(({ key, fields }) => (fields.length > 0 ? [key] : []))
      expect(written.sort()).toEqual([...new Set([...moved, `p${updated}`])].sort())
    }),
  )
})
