import { expect, test } from 'vitest'
import { decideCreate } from '../../../src/reconcile/decide/decide-create.ts'
import { decideAll } from '../../../src/reconcile/plan/decide-all.ts'
import { type DesiredInput, desired, live, policy } from '../../support/builders.ts'

const link = (index: number) => ({ oidc: { providers: [{ provider: 'google', subject: `s${index}` }] } })

/** Numbered files: each leaver's has become that of a newcomer who is to have the link of the one before; the first leaver stays. */
function chain(length: number) {
  const leaver = (index: number): DesiredInput => ({
    traits: { email: `leaver${index}@example.com` },
    file: `f${index}.yaml`,
    credentials: link(index),
    ...(index === 0 && { protect: true }),
  })
  const people = Array.from({ length: length + 1 }, (_, index) => {
    const document = desired(leaver(index))
    const { change } = decideCreate(document, policy())
    if (change?.action !== 'create') throw new TypeError('a document alone is created')
    const id = `id-${index}`
    const account = live({ id, traits: { email: document.key }, mark: { ...change.mark, id } })
    return { ...account, credentials: { ...account.credentials, oidc: [`google:s${index}`] } }
  })
  const documents = people.slice(1).map((_, index) =>
    desired({
      traits: { email: `newcomer${index}@example.com` },
      file: `f${index + 1}.yaml`,
      credentials: link(index),
    }),
  )
  return { people, documents }
}

/** How often a schema is asked for: once or more for each look at a row. */
async function looksAt(length: number): Promise<number> {
  const { people, documents } = chain(length)
  async function* pages() {
    yield people
  }
  const known = policy({ removal: { created: 'delete', adopted: 'release' } })
  let looks = 0
  const get: typeof known.schemas.get = (id) => {
    looks += 1
    return known.schemas.get(id)
  }
  const { changes } = await decideAll(documents, pages(), { ...known, schemas: { ...known.schemas, get } })
  expect(changes).toHaveLength(2 * length + 1)
  expect(changes.filter(({ blocked }) => blocked === undefined)).toEqual([])
  return looks
}

test('however many people hang together by what they give up and take, all are settled in a bounded number of looks', async () => {
  const [some, many] = [await looksAt(100), await looksAt(400)]
  expect(many).toBeLessThan(4.5 * some)
  expect(await looksAt(5)).toBeLessThan(some)
})
