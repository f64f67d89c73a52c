import { zlibSync } from 'fflate'
import { plural } from '../../human/diagnostics.ts'
import { type Html, html } from './markup.ts'

/** The rows of one section, as parts of the page. */
export type Packer = (rows: Iterable<Html>) => Iterable<Html>

/** So many rows of a page need no script, from its beginning on. */
const plainInPage = 3000
/** So many rows of each section need none, wherever it stands. */
const plainInSection = 200

/** Stands between rows that are packed together, and in none of them: texts have an escape there. */
export const betweenRows = '\u001e'

/** UTF-16 units that are packed together: so much the writer keeps, and the browser unpacks at a time. */
const packSize = 2 ** 18

/**
 * Packs the many rows of one large page. A row is mostly markup that the row before has, too, so deflated it has a twentieth of the size; the
 * script of the page unpacks it.
 */
export function createPacker(): Packer {
  let left = plainInPage
  return function* rowsOf(rows) {
    const all = rows[Symbol.iterator]()
    let row = all.next()
    yield html`<ul class="rows">\n`
    for (let plain = 0; row.done !== true && (plain < plainInSection || left > 0); plain += 1) {
      left -= 1
      yield row.value
      row = all.next()
    }
    yield html`</ul>\n`
    let packed = 0
    while (row.done !== true) {
      const pack: Html[] = []
      for (let size = 0; row.done !== true && size < packSize; row = all.next()) {
        pack.push(row.value)
        size += String(row.value).length
      }
      packed += pack.length
      yield html`<template data-rows="${pack.length}">${deflated(pack.join(betweenRows))}</template>\n`
    }
    if (packed > 0) yield moreOf(packed)
  }
}

/** Base64. The same on every machine, so that two pages of one plan do not differ. */
function deflated(text: string): string {
  return Buffer.from(zlibSync(Buffer.from(text))).toString('base64')
}

function moreOf(packed: number): Html {
  return html`<p class="more"><span>${plural(packed, 'more row')}, which a browser shows with JavaScript</span> <button type="button" disabled>Show more</button> <button type="button" disabled>Show all</button></p>\n`
}
