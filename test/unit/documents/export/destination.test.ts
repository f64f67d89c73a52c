import { expect, test } from 'vitest'
import { refuseLargeList } from '../../../../src/documents/export/destination.ts'

test('a list that idctl would not read back is refused', () => {
  expect(() => refuseLargeList(128 * 1024 * 1024)).not.toThrow()
  expect(() => refuseLargeList(128 * 1024 * 1024 + 1)).toThrow('the list would have 129 MiB')
})
