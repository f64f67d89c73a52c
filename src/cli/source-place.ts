import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Where in the sources a place of the built command line comes from, by the map beside the file. Node could do that for every error, but
 * would read all maps at each start.
 *
 * @param place `file:///…/dist/bundle/plan.js:1:2345`, or the path alone, as in a stack.
 * @returns the place itself where it is not of the bundle or has no map
 */
export function sourcePlace(place: string): string {
  const [, file, line, column] = /^(.*\/dist\/bundle\/[\w./-]+\.c?js):(\d+):(\d+)$/.exec(place) ?? []
  if (file === undefined) return place
  const path = file.startsWith('file:') ? fileURLToPath(file) : file
  try {
    const map = new SourceMap(JSON.parse(readFileSync(`${path}.map`, 'utf8')))
    const entry = map.findEntry(Number(line) - 1, Number(column) - 1)
    if (!('originalSource' in entry)) return place
    const source = resolve(dirname(path), entry.originalSource)
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
  } catch {
    // A report of a bug must not fail: the place in the bundle is better than none.
    return place
  }
}
