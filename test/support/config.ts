import { join } from 'node:path'
import { defaultGuards } from '../../src/config/guard-limits.ts'
import type { Config } from '../../src/config/types.ts'
import { type ParsedFolder, parseFolder } from '../../src/desired/parse.ts'
import type { Diagnostic } from '../../src/model/diagnostic.ts'
import { project } from './temp-project.ts'

/** A complete configuration of the folder `root`, as idctl.yaml with a workspace alone gives it. */
export function configFor(root: string, over: Partial<Config> = {}): Config {
  return {
    root,
    file: join(root, 'idctl.yaml'),
    workspace: 'acme',
    identities: ['identities'],
    wholeFolders: over.identities ?? ['identities'],
    partialFolder: false,
    schema_id: 'person',
    schemas: {},
    schema_aliases: {},
    server: undefined,
    adopt: 'verified',
    removal: { created: 'delete', adopted: 'release' },
    required: [],
    expiryNoticeMs: 14 * 86_400_000,
    git: true,
    ownership: {},
    sensitive: [],
    privileged: [],
    pointers: [],
    rules: [],
    references: { env: ['IDCTL_DOC_*'] },
    guards: defaultGuards,
    reservedVariables: ['ORY_API_KEY'],
    ...over,
  }
}

export interface ParseInput {
  readonly config?: Partial<Config>
  readonly variables?: Readonly<Record<string, string>>
  readonly resolveSecrets?: boolean
  readonly today?: string
}

/** Parses files below `identities/` (given without it). */
export function parse(files: Readonly<Record<string, string | Uint8Array>>, input: ParseInput = {}): ParsedFolder {
  const below = Object.entries(files).map(([file, content]) => [`identities/${file}`, content] as const)
  const root = project({ 'identities/.keep': '', ...Object.fromEntries(below) })
  const { variables = {}, resolveSecrets = false, today } = input
  return parseFolder(configFor(root, input.config), { variables, resolveSecrets, today })
}

/** `IDC204 a.yaml:3:1 the key …`, without the leading `identities/`: what most tests are about. */
export function shown(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ code, at, summary }) => {
    const place = at === undefined ? '-' : `${at.file.replace(/^identities\//, '')}:${at.line}:${at.column}`
    return `${code} ${place} ${summary}`
  })
}
