// Writes the command line as it is published: the sources and the packages that they need, in a few files from which each command
// loads what it needs. Node opens and compiles a thousand files in three times the time.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = 'dist/bundle'

const commands = readdirSync(`${root}src/commands`).map((file) => `commands/${file}`)
const entries = ['cli/main.ts', 'cli/help.ts', 'cli/command-not-found.ts', ...commands]

/** Packages that sources ask for when they are needed. Each gets a file, which Node compiles then and not before. */
const late = new Set<string>()
const fileOf = (name: string) => name.replace(/^@/, '').replaceAll('/', '-')

const latePackages: Plugin = {
  name: 'late packages',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replaceAll('createRequire(import.meta.url)(', 'require(')
      return { contents, loader: 'ts' }
    })
    onResolve({ filter: /^[^.]/ }, ({ kind, importer, path }) => {
      if (kind !== 'require-call' || !importer.startsWith(join(root, 'src'))) return undefined
      late.add(path)
      // All other files are in a folder of the bundle as well.
      return { path: `../packages/${fileOf(path)}.cjs`, external: true }
    })
  },
}

/** axios is ready to send forms and to use `fetch`, with a list of all file types and a second HTTP client. idctl needs neither. */
const leanAxios: Plugin = {
  name: 'lean axios',
  setup({ onLoad }) {
    const none = { contents: 'export default null; export const getFetch = () => null' }
    onLoad(
      { filter: /axios[\\/]lib[\\/](platform[\\/]node[\\/]classes[\\/]FormData|adapters[\\/]fetch)\.js$/ },
      () => none,
    )
    onLoad({ filter: /axios[\\/]lib[\\/]utils\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const contents = text.replace("typeof G.FormData !== 'undefined' ? G.FormData : undefined", 'undefined')
      if (contents === text) throw new Error(`${path} looks for forms in another way: change this script`)
      return { contents }
    })
  },
}

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  metafile: true,
  // Reports of bugs name the line of the source.
  sourcemap: 'linked',
  sourcesContent: false,
  // Half the bytes to read and compile; names stay, as stacks show them.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
} satisfies BuildOptions

const main = await build({
  ...common,
  entryPoints: entries.map((file) => `src/${file}`),
  outbase: 'src',
  outdir: target,
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  format: 'esm',
  plugins: [latePackages, leanAxios],
  alias: {
    // Its other form asks for its parts in a way that no bundler follows.
    'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
    // Of its modules, in contrast to its other form, only what is used goes into the bundle: a tenth.
    '@ory/client': '@ory/client/dist/esm/index.js',
  },
  // What packages of the older kind ask for.
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
})
const packages = await build({
  ...common,
  entryPoints: [...late].map((name) => ({ in: name, out: fileOf(name) })),
  outdir: `${target}/packages`,
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
})
const inputs = { ...main.metafile.inputs, ...packages.metafile.inputs }
writeFileSync(join(root, target, 'LICENSES.txt'), licensesOf(inputs))

/** The licence of each package that went into the bundle. @throws where one has none to pass on */
function licensesOf(inputs: Metafile['inputs']): string {
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
