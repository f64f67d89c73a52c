import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Html, html } from '../../src/render/reports/html/markup.ts'
import { betweenRows, createPacker } from '../../src/render/reports/html/pack.ts'
import { runsOf } from '../support/depth.ts'

/** The rows in the parts of a page: those in its markup, and those that the script of the page unpacks. */
function rowsIn(parts: readonly string[]): { plain: string[]; packed: string[]; counted: number[] } {
  const plain = parts.filter((part) => part.startsWith('<li>'))
  const packs = parts.flatMap((part) => [...part.matchAll(/^<template data-rows="(\d+)">([\w+/=]*)<\/template>\n$/g)])
  const rows = packs.map(([, , pack = '']) => inflateSync(Buffer.from(pack, 'base64')).toString().split(betweenRows))
  expect(packs.map(([, count]) => Number(count))).toEqual(rows.map(({ length }) => length))
  const counted = parts.flatMap((part) => [...part.matchAll(/<span>(\d+) more row/g)]).map(([, count]) => Number(count))
  return { plain, packed: rows.flat(), counted }
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('\u001e', '</template>', '\ud800', 'ä→', 'x'.repeat(70_000)),
)

test('each row is in the page once and in its order, packed or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(4000), fc.array(text, { minLength: 1, maxLength: 9 })), { maxLength: 4 }),
      (all) => {
        const packer = createPacker()
        let before = 0
        for (const [length, texts] of all) {
          const rows = Array.from({ length }, (_, index) => html`<li>${index} ${texts[index % texts.length]}</li>`)
          const { plain, packed, counted } = rowsIn([...packer(rows)].map(String))
          expect([...plain, ...packed]).toEqual(rows.map(String))
          expect(plain).toHaveLength(Math.min(length, Math.max(200, 3000 - before)))
          expect(counted).toEqual(packed.length === 0 ? [] : [packed.length])
          before += plain.length
        }
      },
    ),
    { numRuns: runsOf({ quick: 6, deep: 100 }) },
  )
})

test('no more rows are held than are packed together', () => {
  let made = 0
  function* rows(): Generator<Html> {
    for (; made < 20_000; made += 1) yield html`<li>${'somebody '.repeat(20)}</li>`
  }
  let most = 0
  let before = 0
  for (const _ of createPacker()(rows())) {
    most = Math.max(most, made - before)
    before = made
  }
  expect(made).toBe(20_000)
  expect(most).toBeLessThan(2000)
})
