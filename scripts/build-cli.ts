// Writes the command line as it is published: the sources and the packages that they need, in a few files from which each command
// loads what it needs. Node opens and compiles a thousand files in three times the time.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = 'dist/bundle'

const commands = readdirSync(`${root}src/commands`).map((file) => `commands/${file}`)
const entries = ['cli/main.ts', 'cli/help.ts', 'cli/command-not-found.ts', ...commands]

/** Sources ask for some packages only when they are needed, in a way that no bundler follows. */
const requires: Plugin = {
  name: 'requires',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replaceAll('createRequire(import.meta.url)(', 'require(')
      return { contents, loader: 'ts' }
    })
  },
}

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: entries.map((file) => `src/${file}`),
  outbase: 'src',
  outdir: target,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  metafile: true,
  plugins: [requires],
  // Reports of bugs name the line of the source.
  sourcemap: 'linked',
  sourcesContent: false,
  // Half the bytes to read and compile; names stay, as stacks show them.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  // Its other form asks for its parts in a way that no bundler follows.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  // What packages of the older kind ask for.
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
})
writeFileSync(join(root, target, 'LICENSES.txt'), licensesOf(metafile))

/** The licence of each package that went into the bundle. @throws where one has none to pass on */
function licensesOf({ inputs }: Metafile): string {
  const folders = new Set(
    Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  )
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))
      const file = readdirSync(join(root, folder)).find((entry) => /^(?:licen[cs]e|copying)/i.test(entry))
      if (file === undefined && typeof license !== 'string') throw new Error(`${name} has no licence`)
      const text = file === undefined ? '' : `\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}`
      return `${name} ${version.replace(/^v/, '')} (${license})${text}\n`
    })
    .join(`\n${'-'.repeat(80)}\n\n`)
}
