#!/usr/bin/env node
import { fileURLToPath } from 'node:url'

// oclif's own debugging prints every argument and path, whatever --mask says.
delete process.env.DEBUG
const { main } = await import('../dist/cli/main.js')
await main({ root: fileURLToPath(import.meta.url) })
