#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const [word, ...more] = process.argv.slice(2)
if (word === '--version' && more.length === 0) {
  // The most usual question of scripts, answered without the command line.
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else {
  // oclif's own debugging prints every argument and path, whatever --mask says.
  delete process.env.DEBUG
  // Once something of a kind has lived long, V8 makes all later ones among the old objects: people of a listing would fill the heap.
  setFlagsFromString('--no-allocation-site-pretenuring')
  // Node 20 optimises functions so early that most runs are over before that has paid. Later versions have another compiler for it, and no such flag.
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=200000')
  const { main } = await import('../dist/bundle/cli/main.js')
  await main({ root: fileURLToPath(import.meta.url) })
}
