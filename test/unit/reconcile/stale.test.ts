import { describe, expect, test } from 'vitest'
import { staleIdentifiers } from '../../../src/identity/held-identifiers.ts'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import { abilitiesOf } from '../../../src/live/kratos/abilities.ts'
import { decodeIdentity } from '../../../src/live/kratos/decode.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import { isJsonObject, type JsonObject } from '../../../src/model/json.ts'
import { decideAll } from '../../../src/reconcile/plan/decide-all.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { readTranscripts } from '../../recorded/transcript.ts'
import { desired, live, person, policy, testWorkspace } from '../../support/builders.ts'

const ada = 'ada@example.com'
const old = 'old@example.com'

function managed(key: string, more: Parameters<typeof live>[0]): LiveIdentity {
  const mark: Mark = { v: 1, workspace: testWorkspace, key, origin: 'people.yaml', made: 'created', fields: {} }
  return live({ id: `id-${key}`, traits: { email: `${key}@example.com` }, mark, ...more })
}

async function decide(
  documents: readonly DesiredIdentity[],
  lives: readonly LiveIdentity[],
  over: Partial<Policy> = {},
) {
  async function* pages() {
    yield lives
  }
  const { diagnostics, changes, needs } = await decideAll(documents, pages(), policy(over))
  return {
    stale: diagnostics.filter(({ code }) => code === 'IDC590'),
    collisions: changes.flatMap(({ blocked }) => (blocked?.code === 'collision' ? [blocked] : [])),
    needs,
  }
}

describe('what Kratos holds beyond the traits', () => {
  test.each<[string, readonly string[], JsonObject, string[]]>([
    ['nothing', [ada], { email: ada }, []],
    ['another spelling of the same', [ada], { email: ' Ada@EXAMPLE.com ' }, []],
    ['untrimmed, as write answers show it', [` ${ada} `], { email: ada }, []],
    ['left over by a race', [ada, old], { email: ada }, ['race']],
    ['instead of what the traits yield', [old], { email: ada }, ['torn']],
    ['the last one, whose trait is gone', [old], {}, ['last']],
  ])('%s', (_, identifiers, traits, why) => {
    expect(staleIdentifiers(live({ identifiers, traits }), person).map((one) => one.why)).toEqual(why)
  })

  test.each<[string, Record<string, string[]>]>([
    ['an identity id, which Kratos itself uses as identifier', { password: [ada], webauthn: ['id-1'] }],
    ['a code identifier from an own address', { password: [ada], code: [ada] }],
    ['credentials that the answer does not carry', {}],
  ])('%s is none', (_, credentials) => {
    expect(staleIdentifiers({ ...live({ id: 'id-1', traits: { email: ada } }), credentials }, person)).toEqual([])
  })
})

describe('a plan', () => {
  test('warns of a managed identity, with what frees it and without any value', async () => {
    const { stale } = await decide([desired({ key: 'ada' })], [managed('ada', { identifiers: [ada, old] })])
    expect(stale).toMatchObject([
      {
        severity: 'warning',
        summary: '"ada" (id-ada) still signs in with a login identifier that its traits do not yield',
        hint: expect.stringContaining('only deleting the identity and creating it again'),
        at: { file: 'identities/ada.yaml' },
      },
    ])
    expect(JSON.stringify(stale)).not.toContain(old)
  })

  test.each<[string, 'v1.3' | 'v25.4', readonly string[], JsonObject, RegExp]>([
    ['crossed writes', 'v25.4', [old], { email: ada }, /next write .* repairs it/],
    ['what only looks like a race on v1.3', 'v1.3', [ada, old], { email: ada }, /next write .* repairs it/],
    ['the last one', 'v25.4', [old], {}, /PATCH .*\/credentials\/password\/identifiers","value":\[\]/],
    ['the last one on v1.3', 'v1.3', [old], {}, /another identifier of that type/],
  ])('says what frees %s', async (_, generation, identifiers, traits, hint) => {
    const abilities = abilitiesOf(generation, 'Kratos')
    const { stale } = await decide([], [managed('ada', { identifiers, traits })], { abilities })
    expect(stale[0]?.hint).toMatch(hint)
  })

  test.each<[string, readonly string[], JsonObject, JsonObject, number]>([
    ['the update gives it back', [old], {}, { email: old }, 0],
    ['the update gives another one of its kind', [old], {}, { email: ada }, 0],
    ['the update leaves a race as it is', [ada, old], { email: ada }, { email: ada, name: { first: 'Ada' } }, 1],
  ])('says what is left once the plan is executed: %s', async (_, identifiers, traits, wanted, count) => {
    const documents = [desired({ key: 'ada', traits: wanted })]
    const { stale } = await decide(documents, [managed('ada', { identifiers, traits })])
    expect(stale).toHaveLength(count)
  })

  test('says that it may be the same person, who has lost the traits', async () => {
    const document = desired({ key: 'bob', traits: { email: old } })
    const { stale } = await decide([document], [live({ id: 'bob-without', traits: {}, identifiers: [old] })])
    expect(stale).toMatchObject([
      { hint: expect.stringMatching(/^if it is the same person, only `idctl adopt bob`; .*PATCH/) },
    ])
  })

  test('says whom a stranger blocks, and the collision says what frees the value', async () => {
    const document = desired({ key: 'bob', traits: { email: old } })
    const stranger = live({ id: 'stranger', traits: { email: ada }, identifiers: [ada, old] })
    const { stale, collisions } = await decide([document], [managed('bob', {}), stranger])
    expect(stale).toMatchObject([{ summary: expect.stringMatching(/^live identity stranger .*, which blocks "bob"$/) }])
    expect(collisions).toMatchObject([{ hint: expect.stringContaining('creating it again') }])
    expect(JSON.stringify([stale, collisions])).not.toContain(old)
  })

  test('keeps silent about strangers who are in nobody’s way', async () => {
    const { stale } = await decide(
      [desired({ key: 'ada' })],
      [live({ traits: { email: 'x@x.org' }, identifiers: [old] })],
    )
    expect(stale).toEqual([])
  })

  test.each<[string, readonly string[], JsonObject, JsonObject, boolean]>([
    ['a race left it: no update frees it', [ada, old], { email: ada }, { email: 'new@example.com' }, false],
    ['two writes crossed: the update repairs it', [old], { email: ada }, { email: 'new@example.com' }, true],
  ])('%s', async (_, identifiers, traits, wanted, frees) => {
    const documents = [desired({ key: 'ada', traits: wanted }), desired({ key: 'bob', traits: { email: old } })]
    const { collisions, needs } = await decide(documents, [managed('ada', { identifiers, traits }), managed('bob', {})])
    expect(collisions).toHaveLength(frees ? 0 : 1)
    expect(needs.get('bob')?.has('ada') ?? false).toBe(frees)
  })
})

/** Identities of which the recordings show exactly that. */
const known = ['patch-stale-identifiers', 'put-schema-change', 'put-stale-identifier']

test.each(['v26.2.0', 'v25.4.0', 'v1.3.1'])(
  'real servers of %s: found where the recordings are about it, nowhere else',
  (version) => {
    const found = readTranscripts(version).flatMap(({ scenario, schemas, steps }) => {
      const compiled = compileIdentitySchemas(Object.entries(schemas).map(([id, schema]) => ({ id, schema }))).schemas
      return steps.some(({ response }) =>
        identitiesIn('body' in response ? response.body : undefined).some((identity) => {
          const schema = compiled.get(identity.schema_id)
          return schema !== undefined && staleIdentifiers(identity, schema).length > 0
        }),
      )
        ? [scenario]
        : []
    })
    expect(found).toEqual(known)
  },
)

/** Placeholders become what they stand for, where the shape is checked. */
function identitiesIn(body: unknown): LiveIdentity[] {
  const candidates = Array.isArray(body) ? body : [body]
  return candidates.flatMap((candidate) => {
    if (!isJsonObject(candidate) || !isJsonObject(candidate['traits'])) return []
    const text = JSON.stringify(candidate).replace(
      /\{\{id:(\d+)\}\}/g,
      (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    )
    const decoded = decodeIdentity(JSON.parse(text))
    return decoded.ok ? [decoded.value] : []
  })
}
