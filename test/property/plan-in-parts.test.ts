import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeJsonText } from '../../src/render/escape.ts'
import { jsonParts, LongList } from '../../src/render/json-parts.ts'
import * as arbitrary from '../support/arbitrary-plan.ts'
import { planJson } from '../support/plan-text.ts'

const whole = (value: unknown) => escapeJsonText(JSON.stringify(value, undefined, 2))

test('a document in parts is the document, wherever its long lists stand', () => {
  const members = fc.dictionary(fc.string(), fc.oneof(fc.jsonValue(), fc.constant(undefined)))
  const items = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 3 })
  fc.assert(
    fc.property(members, members, items, items, (outer, inner, long, longer) => {
      const parts = jsonParts({
        ...outer,
        long: new LongList(() => long),
        inner: { ...inner, longer: new LongList(() => longer) },
        last: inner,
      })
      expect([...parts].join('')).toBe(whole({ ...outer, long, inner: { ...inner, longer }, last: inner }))
    }),
  )
})

test('the parts of a plan are one document', () => {
  fc.assert(
    fc.property(arbitrary.plan, fc.boolean(), (plan, masked) => {
      const text = planJson(plan, { masked })
      expect(text).toBe(`${whole(JSON.parse(text))}\n`)
      expect(JSON.parse(text).changes).toHaveLength(plan.changes.length)
    }),
  )
})
