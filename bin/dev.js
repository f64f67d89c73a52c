#!/usr/bin/env node
// The command line from its sources, from any folder. oclif would prefer a manifest of an earlier build: it is passed over.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Plugin } from '@oclif/core'
import { register } from 'tsx/esm/api'

register()
const { main } = await import('../src/cli/main.ts')
const root = fileURLToPath(new URL('..', import.meta.url))
const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
const pjson = JSON.parse(manifest.replaceAll('./dist/bundle/', './src/'))
const plugin = new Plugin({ isRoot: true, root, pjson, ignoreManifest: true })
await plugin.load()
await main({ root, pjson, plugins: new Map([[plugin.name, plugin]]) })
