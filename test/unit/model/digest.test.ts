import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { digestOf } from '../../../src/model/digest.ts'
import { canonicalJson, type Json } from '../../../src/model/json.ts'

test.each<Json>(['', 'ann@example.com', 'ä'.repeat(1000), 1.5, true, null, [], { b: [1], a: {} }])(
  'a digest is the first 96 bits of the SHA-256 of %j',
  (value) => {
    const whole = createHash('sha256').update(canonicalJson(value)).digest('base64url')
    expect(digestOf(value)).toBe(whole.slice(0, 16))
    expect(digestOf('another')).not.toBe(digestOf(value))
  },
)
