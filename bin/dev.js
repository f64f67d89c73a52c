#!/usr/bin/env node
// The command line from its sources, without a build, from any folder.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { register } from 'tsx/esm/api'

register()
const { main } = await import('../src/cli/main.ts')
const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
await main({ root, ignoreManifest: true, pjson: JSON.parse(manifest.replaceAll('./dist/', './src/')) })
