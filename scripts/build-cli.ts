// Writes the command line as it is published: the sources and the packages that they need, in a few files from which each command
// loads what it needs. Node opens and compiles a thousand files in three times the time.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = 'dist/bundle'

const commands = readdirSync(`${root}src/commands`).map((file) => `commands/${file}`)
/** What oclif loads without or before a command. */
const starts = ['cli/main.ts', 'cli/help.ts', 'cli/command-not-found.ts']

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

/** Packages that are asked for when they are needed: each gets a file of its own, which Node compiles then and not before. */
const late = new Map<string, string>()
/** What oclif asks for before every command. */
const always = new Set(['debug', 'get-package-type', '@oclif/core/package.json'])

const latePackages: Plugin = {
  name: 'late packages',
  setup({ onLoad, onResolve, resolve }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/, namespace: 'file' }, ({ path }) => {
      const contents = readFileSync(path, 'utf8').replaceAll('createRequire(import.meta.url)(', 'require(')
      return { contents, loader: 'ts' }
    })
    onResolve({ filter: /^[^.]/ }, async ({ kind, importer, path, resolveDir, pluginData }) => {
      if (kind !== 'require-call' || isBuiltin(path) || always.has(path) || pluginData === late) return undefined
      if (!importer.startsWith(join(root, 'src')) && !importer.includes('/@oclif/core/lib/')) return undefined
      const { path: file } = await resolve(path, { kind, resolveDir, pluginData: late })
      const name = file.slice(join(root, 'node_modules/').length).replace('@', '').replaceAll('/', '-')
      late.set(name, file)
      // All other files are in a folder of the bundle as well.
      return { path: `../packages/${name}.cjs`, external: true }
    })
  },
}

/**
 * oclif loads all of its modules and packages at its start, and a command needs a third of them. In the bundle a module asks for another
 * one where it uses it. And it sorts the names of commands by a language, for which Node loads the rules of all: the manifest has them in
 * order.
 */
const leanOclif: Plugin = {
  name: 'lean oclif',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@oclif[\\/]core[\\/]lib[\\/].*\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, 'utf8')
      const imports = /^const (\w+_\d+) = ((?:__importDefault\()?require\("[^"]+"\)\)?);$/gm
      for (const [line, name, asked] of [...contents.matchAll(imports)]) {
        contents = contents.replace(line, '').replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `(${asked})`)
      }
      return { contents: contents.replace('.sort((a, b) => a.id.localeCompare(b.id))', '') }
    })
  },
}

/**
 * axios is ready to send forms, and to use `fetch` and HTTP/2, for which it has a list of all file types, and lets Node load its other two
 * HTTP clients. idctl needs none of them.
 */
const leanAxios: Plugin = {
  name: 'lean axios',
  setup({ onLoad, onResolve }) {
    const none = { contents: 'export default null; export const getFetch = () => null' }
    const unused = /axios[\\/]lib[\\/](platform[\\/]node[\\/]classes[\\/]FormData|adapters[\\/]fetch)\.js$/
    onLoad({ filter: unused }, () => none)
    onResolve({ filter: /^http2$/ }, ({ path }) => ({ path, namespace: 'none' }))
    onLoad({ filter: /.*/, namespace: 'none' }, () => none)
    onLoad({ filter: /axios[\\/]lib[\\/]utils\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8')
      const contents = text.replace("typeof G.FormData !== 'undefined' ? G.FormData : undefined", 'undefined')
      if (contents === text) throw new Error(`${path} looks for forms in another way: change this script`)
      return { contents }
    })
  },
}

/** What every command loads. */
const first = [...starts, 'cli/base-command.ts']
/** What every command loads that reads files or shows something. */
const second = [
  'cli/config.ts',
  'cli/fail-on.ts',
  'cli/next-command.ts',
  'cli/render.ts',
  'desired/document/credential-shapes.ts',
  'desired/document/personal-members.ts',
  'desired/judge/judge-traits.ts',
  'model/checkout.ts',
  'model/mark-schema.ts',
  'reconcile/decide/names-of-command.ts',
  'records/private-files/private-folder.ts',
]
/** What every command loads that asks a server. */
const third = ['cli/plan.ts', 'live/kratos/client.ts']

/** Loaded by commands that load nothing of the second part. */
const withoutSecond = new Set([...first, 'commands/complete.ts', 'commands/completion.ts'])
/** Loaded by commands that ask no server, or before it is known whether they do. */
const withoutThird = new Set([
  ...commands,
  ...second,
  'cli/explain.ts',
  'cli/fmt.ts',
  'cli/platform.ts',
  'cli/posting.ts',
  'cli/schema.ts',
  'cli/signals.ts',
  'cli/snippet.ts',
  'cli/start-masking.ts',
  'config/load.ts',
  'model/calendar-day.ts',
  'records/planfile/encryption.ts',
  'records/planfile/read.ts',
  'records/runs/read-runs.ts',
  'render/topics.ts',
])

/**
 * esbuild makes a chunk of each set of files that the same entries reach, which are hundreds: it does not know what is loaded together.
 * Here each entry brings along what is loaded with it anyway, so there are three large chunks, and few others. Whatever is missing in the lists
 * above costs time, and nothing else.
 */
const fewChunks: Plugin = {
  name: 'few chunks',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'entry-point' && kind !== 'dynamic-import') return undefined
      return { path: relative(join(root, 'src'), join(resolveDir, path)), namespace: 'entry' }
    })
    onLoad({ filter: /.*/, namespace: 'entry' }, ({ path }) => {
      const parts = [
        ...first,
        ...(withoutSecond.has(path) ? [] : second),
        ...(withoutSecond.has(path) || withoutThird.has(path) ? [] : third),
      ]
      const hasDefault = /^export default /m.test(readFileSync(join(root, 'src', path), 'utf8'))
      const lines = [
        ...parts.map((part) => `import './${part}'`),
        `export * from './${path}'`,
        hasDefault ? `export { default } from './${path}'` : '',
      ]
      return { contents: lines.join('\n'), resolveDir: join(root, 'src') }
    })
  },
}

const main = await build({
  ...common,
  entryPoints: [...starts, ...commands].map((file) => ({ in: `src/${file}`, out: file.replace(/\.ts$/, '') })),
  outdir: target,
  chunkNames: 'chunks/[name]-[hash]',
  splitting: true,
  format: 'esm',
  plugins: [fewChunks, latePackages, leanOclif, leanAxios],
  alias: {
    // Its other form asks for its parts in a way that no bundler follows.
    'jsonc-parser': 'jsonc-parser/lib/esm/main.js',
    // Of its modules, in contrast to its other form, only what is used goes into the bundle: a tenth.
    '@ory/client': '@ory/client/dist/esm/index.js',
  },
  // oclif's check of Node's version loads a package for it, and finds nothing in a bundle.
  define: { 'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"true"' },
  // What packages of the older kind ask for.
  banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
})
const packages = await build({
  ...common,
  entryPoints: Object.fromEntries(late),
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
