import { expect, test } from 'vitest'
import { AppendLog, type AppendTarget } from '../../../../src/records/inventory/append-log.ts'

const line = (key: string) => ({ key, gone: 'deleted' }) as const

/** A disk that takes `room` texts and then is full; keeps what it took. */
function disk(room: number) {
  const texts: string[] = []
  let busy = false
  const target: AppendTarget = {
    async append(text) {
      expect(busy).toBe(false)
      busy = true
      await Promise.resolve()
      busy = false
      if (texts.length === room) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
      texts.push(text)
    },
    isUntouched: async () => true,
    close: async () => undefined,
  }
  const keys = () => [...texts.join('').matchAll(/"key":"(\w+)"/g)].map(([, key]) => key)
  return { texts, target, keys }
}

test('in their order, one append at a time, and together what has gathered meanwhile', async () => {
  const { target, texts, keys } = disk(99)
  const log = new AppendLog(target)
  for (const key of ['a', 'b', 'c', 'd']) log.add(line(key))
  await log.settled()
  expect(keys()).toEqual(['a', 'b', 'c', 'd'])
  expect(texts).toHaveLength(2)
  log.add(line('e'))
  await log.settled()
  expect(keys().at(-1)).toBe('e')
  expect([log.failure, log.lost]).toEqual([undefined, 0])
})

test('after a failure nothing more is appended, and what is lost is counted', async () => {
  const { target, keys } = disk(1)
  const log = new AppendLog(target)
  log.add(line('a'))
  await log.settled()
  for (const key of ['b', 'c']) log.add(line(key))
  await log.settled()
  log.add(line('d'))
  await log.settled()
  expect(keys()).toEqual(['a'])
  expect(log.failure?.cause).toMatchObject({ code: 'ENOSPC' })
  expect(log.lost).toBe(3)
})
