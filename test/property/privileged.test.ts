import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Edit } from '../../src/identity/edit.ts'
import { intendedOf, nothing } from '../../src/identity/intended.ts'
import { documentOf, markPath } from '../../src/identity/live-document.ts'
import type { Change } from '../../src/model/change.ts'
import type { LiveIdentity, Mark } from '../../src/model/identity.ts'
import { canonicalJson, isAtOrBelow, isJsonObject, type Json, type JsonObject } from '../../src/model/json.ts'
import type { OwnershipMode } from '../../src/model/ownership.ts'
import type { PrivilegedValues } from '../../src/model/privileged.ts'
import { decideChange } from '../../src/reconcile/decide/decide.ts'
import { describePerson } from '../../src/reconcile/decide/describe-person.ts'
import type { Pair } from '../../src/reconcile/match/match.ts'
import type { Detail } from '../../src/render/detail.ts'
import { desired, leavesOf, live, policy } from '../support/builders.ts'
import { runsOf } from '../support/depth.ts'
import { createdMark } from '../support/drift.ts'
import { planText } from '../support/plan-text.ts'
import { createOf, planOf, updateOf } from '../unit/render/fixtures.ts'

const names = fc.constantFrom('a', 'b', 'a/b', '~')
const scalars = fc.constantFrom<Json>('x', 'y', 1, true, false, '')
const items = fc.array(fc.oneof(scalars, fc.constant(null), fc.constant<Json>({ deep: [1] })), { maxLength: 3 })
const { tree } = fc.letrec<{ tree: JsonObject; node: Json }>((tie) => ({
  tree: fc.dictionary(names, tie('node'), { maxKeys: 3 }),
  node: fc.oneof({ depthSize: 'small', maxDepth: 3 }, scalars, fc.constant(null), items, tie('tree')),
}))
const traits = fc.record({
  email: fc.constantFrom('a@example.com', 'b@example.com'),
  roles: fc.array(fc.constantFrom('admin', 'viewer', 'lead'), { maxLength: 3 }),
})
const state = fc.constantFrom('active', 'inactive' as const)
const modes = fc.dictionary(
  fc.constantFrom('/metadata_admin/a', '/metadata_admin/b', '/traits/roles'),
  fc.constantFrom<OwnershipMode>('seed', 'observe', 'ignore', 'merge'),
  { maxKeys: 1 },
)
const documents = fc
  .record({ metadata_admin: tree, traits, state, ownership: fc.oneof(fc.constant({}), modes) })
  .map((input) => desired({ key: 'ada', ...input }))
const identities = fc
  .record({ metadata_admin: tree, metadata_public: tree, traits, state })
  .map((input) => live({ id: '00000000-0000-4000-8000-00000000000a', ...input }))
const pointers = fc.subarray(
  ['/metadata_admin', '/metadata_admin/a', '/metadata_admin/a~1b/~0', '/metadata_public/a', '/traits/roles', '/traits'],
  { minLength: 1 },
)

function marked(identity: LiveIdentity, mark: Mark): LiveIdentity {
  const admin = isJsonObject(identity.metadata_admin) ? identity.metadata_admin : {}
  return {
    ...identity,
    metadata_admin: { ...admin, idctl: mark as unknown as Json },
    mark: { kind: 'mark', mark },
  }
}

function decide(pair: Pair, privileged: readonly string[]): Change | undefined {
  const rules = policy({ privileged })
  const { change } = decideChange(pair, rules)
  const person = { desired: 'desired' in pair ? pair.desired : undefined, live: 'live' in pair ? pair.live : undefined }
  return change && describePerson(change, person, rules)
}

/** Every privileged value of an identity: of a list its items, which are something else than single values. */
function valuesOf(identity: LiveIdentity, privileged: readonly string[]): string[] {
  return [...leavesOf([], documentOf(identity))].flatMap(([path, value]): string[] => {
    const isBelow = privileged.some((pointer) => isAtOrBelow(path, pointer))
    const isAbove = Array.isArray(value) && privileged.some((pointer) => isAtOrBelow(pointer, path))
    if (isAtOrBelow(path, markPath) || !(isBelow || isAbove) || value === null || isJsonObject(value)) return []
    return Array.isArray(value)
      ? value.map((item) => `${path} item ${canonicalJson(item)}`)
      : [`${path} is ${canonicalJson(value)}`]
  })
}

function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others]
  const isTaken = (value: string): boolean => {
    const at = left.indexOf(value)
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  }
  return all.filter((value) => !isTaken(value)).sort()
}

/** The values that a change tells, whether of a list or single. */
function told(
  change: Change | undefined,
  effect: 'gained' | 'lost' | 'kept',
  fits: (one: PrivilegedValues) => boolean,
) {
  return (change?.privileged ?? [])
    .filter(fits)
    .flatMap((one) => (one[effect] ?? []).map((value) => `${one.path} ${canonicalJson(value)}`))
    .sort()
}

const plain = (values: readonly string[]) => values.map((value) => value.replace(/ (?:item|is) /, ' ')).sort()
const isWritten = ({ by, held }: PrivilegedValues) => by === 'value' && held === undefined
const isAccess = ({ by }: PrivilegedValues) => by === 'access'

function written(identity: LiveIdentity, { fields }: Pick<Change, 'fields'>): LiveIdentity {
  const edits = fields.map(({ path, after }): Edit => (after === undefined ? { path } : { path, after }))
  return intendedOf(identity, edits, undefined)
}

const runs = { numRuns: runsOf({ quick: 160, deep: 4000 }) }

describe('laws of privileged values', () => {
  test('an update, an adoption and a creation tell exactly what differs below the pointers', () => {
    fc.assert(
      fc.property(
        identities,
        documents,
        fc.option(documents, { nil: undefined }),
        fc.boolean(),
        pointers,
        (identity, document, former, isNew, privileged) => {
          const mark = former && createdMark(former)
          const here = mark === undefined ? identity : marked(identity, mark)
          const pair: Pair = isNew
            ? { kind: 'desired-only', desired: document }
            : { kind: 'both', desired: document, live: here, by: 'external_id', ...(mark && { mark }) }
          const change = decide(pair, privileged)
          const start = isNew ? nothing : here
          const end = change === undefined ? start : written(start, change)
          const [was, is] = [valuesOf(start, privileged), valuesOf(end, privileged)]
          expect(told(change, 'gained', isWritten)).toEqual(plain(without(is, was)))
          expect(told(change, 'lost', isWritten)).toEqual(plain(without(was, is)))
          const stays = plain(without(was, without(was, is)))
          const isEnding = start.state === 'active' && end.state === 'inactive'
          const isReturning = start.state === 'inactive' && end.state === 'active'
          expect(told(change, 'lost', isAccess)).toEqual(isEnding ? stays : [])
          expect(told(change, 'gained', isAccess)).toEqual(isReturning ? stays : [])
        },
      ),
      runs,
    )
  })

  test('who is removed loses everything, with the account, with the access, or only the care of idctl', () => {
    const ways = fc.constantFrom('delete', 'disable', 'release', 'keep' as const)
    const actions = new Set<string | undefined>()
    fc.assert(
      fc.property(identities, documents, ways, pointers, (identity, document, way, privileged) => {
        const mark = createdMark(document)
        const here = marked(identity, mark)
        const rules = policy({ privileged, removal: { created: way, adopted: way } })
        const decided = decideChange({ kind: 'live-only', live: here, mark }, rules).change
        const change = decided && describePerson(decided, { live: here }, rules)
        const all = plain(valuesOf(here, privileged))
        // An account that only its mark calls ours is disabled where others are deleted.
        const action = change?.action
        const isEnding = action === 'disable' && here.state === 'active'
        expect(told(change, 'lost', isWritten)).toEqual(action === 'delete' ? all : [])
        expect(told(change, 'lost', isAccess)).toEqual(isEnding ? all : [])
        expect(told(change, 'kept', () => true)).toEqual(action === 'release' ? all : [])
        actions.add(action)
        expect(told(change, 'gained', () => true)).toEqual([])
      }),
      runs,
    )
    expect(actions).toEqual(new Set(['delete', 'disable', 'release', 'none']))
  })

  test('what is only observed is told, too, as something that is not done', () => {
    fc.assert(
      fc.property(identities, documents, pointers, (identity, document, privileged) => {
        const pair: Pair = { kind: 'both', desired: document, live: identity, by: 'external_id' }
        const change = decide(pair, privileged)
        const seen = { ...change, fields: change?.observed ?? [] }
        const [was, is] = [valuesOf(identity, privileged), valuesOf(written(identity, seen), privileged)]
        const isObserved = ({ held }: PrivilegedValues) => held === 'observed'
        expect(told(change, 'gained', isObserved)).toEqual(plain(without(is, was)))
        expect(told(change, 'lost', isObserved)).toEqual(plain(without(was, is)))
      }),
      runs,
    )
  })
})

const values = fc.array(fc.constantFrom<Json>('admin', 'lead', 3, { level: 1 }, 'a "quoted" \u001b[31m'), {
  minLength: 1,
  maxLength: 3,
})
const privileged: fc.Arbitrary<PrivilegedValues> = fc.record(
  {
    path: fc.constantFrom('/traits/roles', '/metadata_public/admin'),
    by: fc.constantFrom('value', 'access', 'release' as const),
    gained: values,
    lost: values,
    kept: values,
    cause: fc.constantFrom('drift', 'pending' as const),
    held: fc.constantFrom('waits', 'observed' as const),
    sensitive: fc.constant(false),
  },
  { requiredKeys: ['path', 'by', 'sensitive'] },
)
const blocked = fc.option(fc.constant({ code: 'protected', reason: 'r' } as const), { nil: undefined })
const people = fc
  .array(fc.record({ all: fc.array(privileged, { maxLength: 2 }), blocked, isNew: fc.boolean() }), { maxLength: 40 })
  .map((all) =>
    all.map(({ all, blocked, isNew }, index): Change => {
      const over = { ...(all.length > 0 && { privileged: all }), ...(blocked && { blocked }) }
      return isNew ? createOf(`p${index}`, over) : updateOf(`p${index}`, over)
    }),
  )

/** Every line of the section: the sign, the pointer and the value, and whom it names. */
function section(text: string): Set<string> {
  const said = new Set<string>()
  const [, below = ''] = text.split(/^Privileged \(\d+\): .*$/m)
  let group = ''
  for (const line of below.split('\n')) {
    if (line.startsWith('Plan:') || line.startsWith('No changes')) break
    const [, head] = /^([-+o] \/.*) \(\d+\)(?:$|:)/.exec(line) ?? []
    const [, key] = /^ {2}\S \w+ +(p\d+) /.exec(line) ?? []
    if (head !== undefined) group = head
    if (key !== undefined) said.add(`${group} ${key}`)
  }
  return said
}

function expected(changes: readonly Change[]): Set<string> {
  const signs = { gained: '+', lost: '-', kept: 'o' } as const
  return new Set(
    changes.flatMap(({ key, privileged = [] }) =>
      privileged.flatMap((one) =>
        (['gained', 'lost', 'kept'] as const).flatMap((effect) =>
          (one[effect] ?? []).map((value) => {
            return `${signs[effect]} ${one.path} ${JSON.stringify(value)} ${key}`
          }),
        ),
      ),
    ),
  )
}

test('law: the section has every privileged value of everybody, however much is folded; a summary has their numbers', () => {
  fc.assert(
    fc.property(people, fc.constantFrom<Detail>('folded', 'full'), (changes, detail) => {
      const plan = planOf(changes)
      expect(section(planText(plan, { detail }))).toEqual(expected(changes))
      const isTold = changes.some((change) => (change.privileged ?? []).length > 0)
      expect(planText(plan, { detail: 'summary' }).includes('\nPrivileged values: ')).toBe(isTold)
    }),
  )
})
