import { copyFileSync, cpSync, readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeep } from './depth.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = `${root}node_modules/.cache/idctl-bundle/`

/**
 * The command line that end-to-end tests start. `npm test` starts it some 400 times, and most of such a short life goes into
 * opening a thousand files; so it starts the same code in a few. `npm run test:deep` starts it as it is published.
 */
export const cliEntry = `${isDeep ? root : folder}bin/run.js`

/** Makes it of `dist`. */
export async function bundleCli(): Promise<void> {
  const { build } = await import('esbuild')
  rmSync(folder, { recursive: true, force: true })
  cpSync(`${root}bin`, `${folder}bin`, { recursive: true })
  for (const file of ['package.json', 'oclif.manifest.json']) copyFileSync(root + file, folder + file)
  const commands = readdirSync(`${root}dist/commands`).filter((file) => file.endsWith('.js'))
  const entries = [
    'cli/main.js',
    'cli/help.js',
    'cli/command-not-found.js',
    ...commands.map((file) => `commands/${file}`),
  ]
  await build({
    absWorkingDir: root,
    entryPoints: entries.map((file) => `dist/${file}`),
    outbase: 'dist',
    outdir: `${folder}dist`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    // Its other form asks for its parts in a way that no bundler follows.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    // What packages of the older kind ask for.
    banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
  })
}
