import { expect, test } from 'vitest'
import { digestOf } from '../../src/model/digest.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { decideChange } from '../../src/reconcile/decide/decide.ts'
import { desired, live, policy, testWorkspace } from '../support/builders.ts'
import { expectLinear } from '../support/growth.ts'

const email = 'ada@example.com'
const names = (size: number) => Array.from({ length: size }, (_, index) => `m${index}`)

/** One identity with so many leaves, as the mark, the document and live have them. */
function pair(marked: readonly string[], wanted: JsonObject, there: JsonObject) {
  const document = desired({ key: 'ada', traits: { email }, metadata_public: wanted })
  const fields = Object.fromEntries(marked.map((name) => [`/metadata_public/${name}`, digestOf(1)]))
  const mark = {
    ...({ v: 1, workspace: testWorkspace, key: 'ada', origin: document.origin.file, made: 'created' } as const),
    fields: { '/traits/email': digestOf(email), ...fields },
  }
  return { document, mark, identity: live({ traits: { email }, metadata_public: there, mark }) }
}

function decide({ document, mark, identity }: ReturnType<typeof pair>) {
  return decideChange({ kind: 'both', desired: document, live: identity, by: 'mark', mark }, policy()).change
}

const objectOf = (members: readonly string[], value: JsonObject | number): JsonObject =>
  Object.fromEntries(members.map((name) => [name, value]))

test.each<readonly [string, (size: number) => ReturnType<typeof pair>, (size: number) => number]>([
  [
    'leaves that left the file, beside as many that came',
    (size) =>
      pair(
        names(size),
        objectOf(
          names(size).map((name) => `new-${name}`),
          2,
        ),
        objectOf(names(size), 1),
      ),
    (size) => 2 * size,
  ],
  [
    'objects that stay empty',
    (size) =>
      pair(
        names(size).map((name) => `${name}/a`),
        objectOf(names(size), {}),
        objectOf(names(size), { a: 1 }),
      ),
    (size) => 2 * size,
  ],
])('%s', (_, make, fields) => {
  const made = new Map<number, ReturnType<typeof pair>>()
  const of = (size: number) => made.get(size) ?? (made.set(size, make(size)).get(size) as ReturnType<typeof pair>)
  expect(decide(of(100))?.fields).toHaveLength(fields(100))
  const control = (size: number) => void names(size * 20).map((name) => digestOf(name))
  expectLinear((size) => void decide(of(size)), control, 250)
})
