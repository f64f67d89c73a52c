import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { eachPage, forEachPage, handedOver } from '../../../src/model/pages.ts'

type Page = readonly number[]

function numbered(most: number, log: string[] = []) {
  return handedOver<Page>(async function* (hand) {
    try {
      for (let index = 0; index < most; index += 1) {
        hand([index])
        yield
      }
    } finally {
      log.push('closed')
    }
  })
}

async function listOf(pages: AsyncIterable<Page>): Promise<number[]> {
  const all: number[] = []
  await forEachPage(pages, (page) => all.push(...page))
  return all
}

test('all pages come in order, each as it is passed on', async () => {
  expect(await listOf(numbered(3))).toEqual([0, 1, 2])
  expect(await listOf(eachPage(numbered(3), (page) => page.map((one) => one * 10)))).toEqual([0, 10, 20])
  expect(await listOf(numbered(0))).toEqual([])
})

test('whoever stops early, or fails, closes what the pages come from', async () => {
  const log: string[] = []
  for await (const page of eachPage(numbered(3, log), (one) => one)) if (page[0] === 1) break
  expect(log).toEqual(['closed'])
  const failing = forEachPage(
    eachPage(numbered(3, log), (one) => one),
    () => {
      throw new Error('no')
    },
  )
  await expect(failing).rejects.toThrow('no')
  expect(log).toEqual(['closed', 'closed'])
})

test('a failure of the pages is that of the loop', async () => {
  const broken = handedOver<Page>(async function* (hand) {
    hand([1])
    yield
    throw new Error('cut off')
  })
  await expect(listOf(broken)).rejects.toThrow('cut off')
})

/** Pages that live longer than they are looked at grow old, and old objects fill the heap before they are collected. */
test('nobody holds on to a page once the next one is asked for', async () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const seen: WeakRef<Page>[] = []
  const left: number[] = []
  const pages = handedOver<Page>(async function* (hand) {
    for (let index = 0; index < 4; index += 1) {
      await new Promise(setImmediate)
      collect()
      left.push(seen.filter((page) => page.deref() !== undefined).length)
      hand([index])
      yield
    }
  })
  await forEachPage(
    eachPage(pages, (page) => page),
    (page) => seen.push(new WeakRef(page)),
  )
  expect(left).toEqual([0, 0, 0, 0])
})
