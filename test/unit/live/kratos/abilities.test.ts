import { expect, test } from 'vitest'
import { abilitiesOf } from '../../../../src/live/kratos/abilities.ts'

test.each([
  ['v26.2.0', 'v26.2'],
  ['v26.2.0-pre.1+abc', 'v26.2'],
  ['v27.1.0', 'v26.2'],
  ['v25.4.0', 'v25.4'],
  ['v26.1.9', 'v25.4'],
  ['v1.3.1', 'v1.3'],
  ['1.3.0', 'v1.3'],
  ['master', 'v26.2'],
  ['b86338da0', 'v26.2'],
  [undefined, 'v26.2'],
])('%s can what %s can', (version, release) => {
  expect(abilitiesOf(version).release).toBe(release)
})

test('external ids and partial batches came with v25.4', () => {
  expect(abilitiesOf('v1.3.1')).toMatchObject({ externalId: false, partialBatch: false })
  expect(abilitiesOf('v25.4.0')).toMatchObject({ externalId: true, partialBatch: true })
})

test.each(['v1.2.0', 'v1.0.0', 'v0.13.0'])('%s is too old', (version) => {
  expect(() => abilitiesOf(version)).toThrow(`Kratos ${version} is too old`)
})
