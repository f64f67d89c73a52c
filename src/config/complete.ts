import { existsSync, realpathSync } from 'node:fs'
import { dirname, posix, relative, resolve, sep } from 'node:path'
import type { DiagnosticCode } from '../model/diagnostic.ts'
import { isInFolder } from '../model/folder-path.ts'
import type { PlacedPointer } from '../model/identity.ts'
import { present } from '../model/present.ts'
import type { Rule } from '../model/rule.ts'
import { type Located, type LocatedMap, memberOf } from '../source/located.ts'
import { quote, type Reporter } from '../source/report.ts'
import { toInvitation } from '../source/written-invitation.ts'
import { configDefaults } from './defaults.ts'
import { parseDuration } from './duration.ts'
import { isFolder } from './find.ts'
import { didYouMeanFolder } from './folder-hint.ts'
import { guardLimits } from './guard-limits.ts'
import type { ConfigLayer } from './schema.ts'
import type { Config, ServerConfig } from './types.ts'

interface Parts {
  readonly shape: ConfigLayer
  readonly rules: readonly Rule[]
  readonly env: string | undefined
  readonly merged: LocatedMap
  /** Absolute path of idctl.yaml. */
  readonly file: string
  readonly reserved: readonly string[]
  readonly server: ServerConfig | undefined
  readonly cwd: string
  /** `--identities`. */
  readonly identities: string | undefined
  /** See `ConfigRequest`. */
  readonly withoutFolder: boolean
  readonly report: Reporter
}

/**
 * Fills in the defaults of idctl.yaml and checks that the files and folders it names exist. A missing workspace was
 * reported before; the result is not used then.
 */
export function completeConfig(parts: Parts): Config {
  const { shape, file, reserved, server, identities, merged, report } = parts
  return {
    root: dirname(file),
    file,
    workspace: shape.workspace ?? '',
    ...foldersOf(parts),
    partialFolder: identities !== undefined,
    ...present({ schema_id: shape.schema_id }),
    schemas: schemasOf(parts),
    schema_aliases: aliasesOf(parts),
    server,
    adopt: shape.adopt ?? configDefaults.adopt,
    removal: removalOf(parts),
    required: requiredOf(parts),
    expiryNoticeMs: parseDuration(shape.expiry_notice ?? configDefaults.expiry_notice) ?? 0,
    git: shape.git ?? configDefaults.git,
    ...present({ on_create: toInvitation(shape.on_create) }),
    ownership: shape.ownership ?? {},
    sensitive: shape.sensitive ?? [],
    privileged: shape.privileged ?? [],
    pointers: pointersOf(parts),
    ...present({ display: shape.display, environment: parts.env }),
    rules: parts.rules,
    references: { env: shape.references?.env ?? configDefaults.references.env },
    guards: guardLimits(shape.guards, memberOf(merged, 'guards')?.value, report),
    reservedVariables: reserved,
  }
}

function removalOf({ shape, merged, report }: Parts): Config['removal'] {
  const { created, adopted, grace } = { ...configDefaults.removal, ...present(shape.removal ?? {}) }
  const graceMs = grace === undefined ? undefined : parseDuration(grace)
  if (graceMs === undefined) return { created, adopted }
  if (created !== 'delete' && adopted !== 'delete') {
    const at = memberOf(memberOf(merged, 'removal')?.value, 'grace')?.at ?? merged.at
    const summary = 'removal.grace has no effect, because nothing is deleted'
    const hint = 'remove it, or set created or adopted to delete'
    report({ severity: 'error', code: 'IDC102', summary, hint, at })
  }
  return { created, adopted, graceMs }
}

function requiredOf({ shape, merged }: Parts): Config['required'] {
  const written = memberOf(merged, 'required')?.value
  return (shape.required ?? []).map((key, index) => {
    return { key, at: (written?.kind === 'list' && written.items[index]?.at) || merged.at }
  })
}

function pointersOf({ shape, merged }: Parts): PlacedPointer[] {
  const written = memberOf(merged, 'ownership')?.value
  const owned = Object.entries(shape.ownership ?? {}).map(([pointer, mode]): PlacedPointer => {
    return { use: 'ownership', pointer, mode, at: memberOf(written, pointer)?.at ?? merged.at }
  })
  const listed = (['sensitive', 'display', 'privileged'] as const).flatMap((use) => {
    const list = memberOf(merged, use)?.value
    return (shape[use] ?? []).map((pointer, index): PlacedPointer => {
      return { use, pointer, at: (list?.kind === 'list' && list.items[index]?.at) || merged.at }
    })
  })
  return [...owned, ...listed]
}

/**
 * The identities folders, relative to idctl.yaml. Each must exist, unless none does and `withoutFolder` is set. With
 * `--identities`, those of idctl.yaml need not exist.
 */
function foldersOf(parts: Parts): Pick<Config, 'identities' | 'wholeFolders'> {
  const { shape, file, identities, cwd } = parts
  const root = dirname(file)
  const names = [shape.identities ?? configDefaults.identities].flat()
  if (identities === undefined) {
    const hasNone = !names.some((name) => existsSync(resolve(root, name)))
    if (parts.withoutFolder && hasNone) return { identities: [], wholeFolders: [] }
    const folders = namedFolders(names, parts)
    return { identities: folders, wholeFolders: folders }
  }
  const wholeFolders = names
    .map((name) => resolve(root, name))
    .filter(isFolder)
    .map((path) => relativeName(root, path))
  const path = resolve(cwd, identities)
  if (isFolder(path)) return { identities: [nameWithin(root, path, wholeFolders)], wholeFolders }
  noFolder(parts, '--identities:', identities, path)
  return { identities: [], wholeFolders }
}

/**
 * The name of `path`, below a folder of idctl.yaml if it lies in one: an origin must not depend on the links that led
 * there.
 */
function nameWithin(root: string, path: string, folders: readonly string[]): string {
  const name = relativeName(root, path)
  if (folders.some((folder) => isInFolder(name, folder))) return name
  const real = realpathSync(path)
  const around = folders.find((folder) => isInside(real, realpathSync(resolve(root, folder))))
  return around === undefined ? name : posix.join(around, relativeName(realpathSync(resolve(root, around)), real))
}

/** The folders that idctl.yaml names, none inside another. */
function namedFolders(names: readonly string[], parts: Parts): string[] {
  const root = dirname(parts.file)
  const written = memberOf(parts.merged, 'identities')?.value
  const folders: { path: string; real: string }[] = []
  for (const [index, name] of names.entries()) {
    const place = (written?.kind === 'list' ? written.items[index]?.at : written?.at) ?? parts.merged.at
    const path = resolve(root, name)
    if (!isFolder(path)) {
      noFolder(parts, 'the identities folder', name, path, place)
      continue
    }
    const real = realpathSync(path)
    const other = folders.find((folder) => isInside(real, folder.real) || isInside(folder.real, real))
    if (other !== undefined) {
      const summary = `the identities folder ${quote(name)} overlaps with ${quote(other.path)}`
      problem(parts, 'IDC105', summary, 'name only the outer one', place)
      continue
    }
    folders.push({ path: relativeName(root, path), real })
  }
  return folders.map(({ path }) => path)
}

function noFolder(parts: Parts, words: string, name: string, path: string, place?: Located['at']): void {
  const what = existsSync(path) ? 'is not a folder' : 'does not exist'
  problem(parts, 'IDC105', `${words} ${quote(name)} ${what}`, didYouMeanFolder(path), place)
}

function schemasOf(parts: Parts): Record<string, string> {
  const root = dirname(parts.file)
  const written = memberOf(parts.merged, 'schemas')?.value
  const entries = Object.entries(parts.shape.schemas ?? {}).map(([id, name]) => {
    const path = resolve(root, name)
    if (!existsSync(path) || isFolder(path)) {
      const at = memberOf(written, id)?.value.at
      const hint = 'the path is relative to the folder of idctl.yaml'
      problem(parts, 'IDC105', `the identity schema ${quote(name)} is not a file`, hint, at)
    }
    return [id, relativeName(root, path)]
  })
  return Object.fromEntries(entries)
}

function aliasesOf({ shape, merged }: Parts): Config['schema_aliases'] {
  const written = memberOf(merged, 'schema_aliases')?.value
  const entries = Object.entries(shape.schema_aliases ?? {}).map(([name, id]) => {
    return [name, { id, at: memberOf(written, name)?.at ?? merged.at }] as const
  })
  return Object.fromEntries(entries)
}

function problem(
  { report }: Parts,
  code: DiagnosticCode,
  summary: string,
  hint: string | undefined,
  at: Located['at'] | undefined,
): void {
  report({ severity: 'error', code, summary, ...present({ hint, at }) })
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`)
}

/** Relative path with `/`; `.` for the folder itself. */
function relativeName(root: string, path: string): string {
  return relative(root, path).split(sep).join('/') || '.'
}
