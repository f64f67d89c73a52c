/** Writes docs/reference and schemas from the code, and style and script of the HTML report into a module; with `--check` only compares, and exits 1 when a file is stale. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Command, Plugin } from '@oclif/core'
import { type ExitName, exitCodes } from '../src/model/exit-codes.ts'
import { exitExplanations } from '../src/model/explanations/exits.ts'
import { configPage } from './config-page.ts'
import { documentsPage } from './documents-page.ts'
import { environmentPage } from './environment-page.ts'
import { faultsPage } from './faults-page.ts'
import { schemaFiles, schemaFolder } from './json-formats.ts'
import { jsonPage } from './json-page.ts'
import { page, table } from './markdown.ts'
import { reportPageAssets } from './report-page-assets.ts'
import { diagnosticsPage, endingsPage } from './topic-pages.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const pages: Readonly<Record<string, string>> = {
  'docs/reference/commands.md': await commandsPage(),
  'docs/reference/exit-codes.md': exitCodesPage(),
  'docs/reference/diagnostics.md': diagnosticsPage(),
  'docs/reference/endings.md': endingsPage(),
  'docs/reference/faults.md': faultsPage(),
  'docs/reference/idctl-yaml.md': configPage(),
  'docs/reference/documents.md': documentsPage(),
  'docs/reference/environment.md': environmentPage(),
  'docs/reference/json.md': jsonPage(),
  ...schemaFiles(),
  'src/render/reports/html/assets.ts': reportPageAssets(),
}

const check = process.argv.includes('--check')
mkdirSync(`${root}/${schemaFolder}`, { recursive: true })
const gone = readdirSync(`${root}/${schemaFolder}`)
  .map((name) => `${schemaFolder}/${name}`)
  .filter((path) => !(path in pages))
const stale = Object.entries(pages).filter(([path, text]) => readIfThere(path) !== text)
for (const path of [...stale.map(([name]) => name), ...gone]) {
  if (check) console.error(`${path} is stale: run \`npm run docs\``)
}
if (!check) {
  for (const [path, text] of stale) writeFileSync(`${root}/${path}`, text)
  for (const path of gone) rmSync(`${root}/${path}`)
} else if (stale.length + gone.length > 0) process.exitCode = 1

/** From the sources: a build may be older. A command that cannot be loaded stops the script. */
async function commandsPage(): Promise<string> {
  const pjson = JSON.parse(readFileSync(`${root}/package.json`, 'utf8').replaceAll('./dist/bundle/', './src/'))
  const plugin = new Plugin({ root, pjson, type: 'core', ignoreManifest: true, errorOnManifestCreate: true })
  await plugin.load()
  return page(
    'Commands',
    Object.values(plugin.manifest.commands)
      .filter(({ hidden }) => hidden !== true)
      .toSorted(byId)
      .map(sectionOf),
  )
}

function sectionOf(command: Command.Cached): string {
  const args = Object.values(command.args)
  const words = args.map(
    (arg) =>
      (arg.required ? arg.name.toUpperCase() : `[${arg.name.toUpperCase()}]`) +
      ((arg as { multiple?: boolean }).multiple ? '…' : ''),
  )
  return [
    `## idctl ${[command.id, ...words].join(' ')}`,
    command.summary ?? '',
    command.description ?? '',
    ...(args.length > 0
      ? [
          table(
            ['Argument', ''],
            args.map((arg) => [`\`${arg.name.toUpperCase()}\``, arg.description ?? '']),
          ),
        ]
      : []),
    table(
      ['Flag', ''],
      Object.values(command.flags)
        .toSorted(byName)
        .map((flag) => [`\`${signature(flag)}\``, flagText(flag)]),
    ),
    ...examplesOf(command),
  ].join('\n\n')
}

function signature(flag: Command.Flag.Any): string {
  const short = flag.char === undefined ? '' : `-${flag.char}, `
  if (flag.type === 'boolean') return `${short}--${flag.name}`
  const value = flag.helpValue ?? flag.options?.join('|') ?? 'VALUE'
  return `${short}--${flag.name} ${Array.isArray(value) ? value.join(' ') : value}`
}

function flagText(flag: Command.Flag.Any): string {
  const fallback = flag.type === 'option' && flag.default !== undefined ? ` [default: ${flag.default}]` : ''
  return `${[flag.summary, flag.description].filter(Boolean).join(' ')}${fallback}${flag.required ? ' Required.' : ''}`
}

function examplesOf(command: Command.Cached): string[] {
  const lines = [command.examples ?? []].flat().map((example) => {
    if (typeof example === 'string') return example
    return `# ${example.description}\n${example.command}`
  })
  return lines.length === 0 ? [] : [`\`\`\`sh\n${lines.join('\n').replaceAll('<%= config.bin %>', 'idctl')}\n\`\`\``]
}

function exitCodesPage(): string {
  const rows = Object.entries(exitExplanations).map(([name, { cause, cure }]) => [
    String(exitCodes[name as ExitName]),
    name,
    cause,
    cure,
  ])
  return page('Exit codes', [
    'The same in every output format; the output is complete before the exit. `idctl explain exit:NAME` prints the same.',
    table(['Code', 'Name', 'When', 'What to do'], rows),
  ])
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(`${root}/${path}`, 'utf8')
  } catch {
    return undefined
  }
}

function byId(left: { readonly id: string }, right: { readonly id: string }): number {
  return left.id.localeCompare(right.id, 'en')
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name.localeCompare(right.name, 'en')
}
