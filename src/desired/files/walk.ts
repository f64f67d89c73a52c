import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, join, posix, sep } from 'node:path'
import type { Config } from '../../config/types.ts'
import type { Diagnostic, DiagnosticCode } from '../../model/diagnostic.ts'
import { isNearlyDocument } from '../../model/document-name.ts'
import { isInFolder } from '../../model/folder-path.ts'
import { nameOfUnseen, strayCharacter } from '../../model/unseen.ts'
import { quote, type Reporter } from '../../source/report.ts'
import { errorCode } from '../../source/source-text.ts'
import { isDocumentFile } from './read-file.ts'

/** The files of one identities folder; all paths are relative to the folder of idctl.yaml, with `/`, in stable order. */
export interface WalkedFolder {
  /** The folder of idctl.yaml that it is or is inside of; else itself. */
  readonly top: string
  readonly documents: readonly string[]
  /** Folder → its `_defaults.yaml`; also of the folders above, up to `top`. */
  readonly defaults: ReadonlyMap<string, string>
  readonly schemas: readonly { readonly id: string; readonly file: string }[]
}

interface Walk {
  readonly root: string
  readonly documents: string[]
  readonly defaults: Map<string, string>
  readonly schemas: { id: string; file: string }[]
  readonly fail: (code: DiagnosticCode, file: string, summary: string, hint: string) => undefined
  readonly warn: Walk['fail']
}

const schemaEnding = '.schema.json'
const defaultsName = '_defaults.yaml'

/**
 * Lists the files below `folder`. Names that start with `.` or `_` are skipped, except `_defaults.yaml`;
 * `*.schema.json` files are listed as schemas. A link is followed inside `top` only. An entry that cannot be listed, or
 * that is named like a file but is none, is an error, because a person whose document is not seen would be removed.
 */
export function walkFolder(
  { root, wholeFolders }: Pick<Config, 'root' | 'wholeFolders'>,
  folder: string,
  report: Reporter,
): WalkedFolder {
  const top = wholeFolders.find((whole) => isInFolder(folder, whole)) ?? folder
  const reporter = (severity: Diagnostic['severity']): Walk['fail'] => {
    return (code, file, summary, hint) => {
      // The problem is about the file, not its first line; and no output may show the target of a link.
      report({ severity, code, summary, hint, at: { file, line: 1, column: 1 }, secret: true })
    }
  }
  const walk: Walk = {
    ...{ root, documents: [], defaults: new Map(), schemas: [] },
    ...{ fail: reporter('error'), warn: reporter('warning') },
  }
  const parents: string[] = []
  for (const path of pathDown(top, folder)) {
    const real = attempt(walk, path, () => realpathSync(join(root, path)))
    if (real === undefined) break
    parents.push(real)
    const takes = path === folder ? () => true : isDefaults
    for (const entry of entriesOf(walk, path)) if (takes(entry.name)) visitEntry(walk, entry, path, parents)
  }
  const { documents, defaults, schemas } = walk
  return { top, documents, defaults, schemas }
}

/** `parents` are the real paths of the folder and of those above it: following a link to one of them would never end. */
function visitEntry(walk: Walk, entry: Dirent, path: string, parents: readonly string[]): void {
  const { name } = entry
  const file = path === '.' ? name : `${path}/${name}`
  if (isSkipped(name)) {
    if (isDefaults(name)) {
      walk.fail('IDC224', file, `defaults are read from ${defaultsName} only`, `rename this file to ${defaultsName}`)
    }
    return
  }
  // Node puts this character in the place of bytes that are not UTF-8, and finds no file by the resulting name.
  if (name.includes('\uFFFD')) {
    walk.fail('IDC224', file, 'this name is not written in UTF-8', 'rename it')
    return
  }
  const kind = kindOf(walk, entry, file, parents[0] ?? '')
  const isMeantAsFile = name === defaultsName || (kind === 'other' && isDocumentFile(name))
  if (kind === 'file') takeFile(walk, name, file, path)
  else if (kind !== undefined && isMeantAsFile)
    walk.fail('IDC201', file, 'this is not a file', 'put a file here, or rename it')
  else if (kind === 'folder') visitFolder(walk, file, parents)
}

function visitFolder(walk: Walk, path: string, parents: readonly string[]): void {
  const real = attempt(walk, path, () => realpathSync(join(walk.root, path)))
  if (real === undefined) return
  if (parents.includes(real)) {
    walk.fail('IDC211', path, 'this link leads to a folder that contains it', 'remove the link')
    return
  }
  for (const entry of entriesOf(walk, path)) visitEntry(walk, entry, path, [...parents, real])
}

function takeFile(walk: Walk, name: string, file: string, folder: string): void {
  // Outputs show the path to say whose document it is.
  const hidden = strayCharacter(file)
  if (name === defaultsName) walk.defaults.set(folder, file)
  else if (name.endsWith(schemaEnding)) walk.schemas.push({ id: basename(name, schemaEnding), file })
  else if (!isDocumentFile(name)) noticeUnread(walk, name, file)
  else if (/\p{Cc}/u.test(file))
    walk.fail('IDC224', file, `the path ${quote(file)} contains a control character`, 'rename it')
  else if (hidden !== undefined)
    walk.fail('IDC224', file, `the path of this file contains ${nameOfUnseen(hidden)}`, 'rename it')
  else walk.documents.push(file)
}

/** Warns about a file that is not a document by its name, although somebody may believe it is one. */
function noticeUnread(walk: Walk, name: string, file: string): void {
  if (isNearlyDocument(name)) {
    const hint =
      'names of documents end in .yaml, .yml, .json or .ndjson; if this file is no document, put _ before its name'
    walk.warn('IDC226', file, 'this file is not read, because its name does not end like that of a document', hint)
  } else if (/\.(?:ya?ml|json|ndjson)\.rej$/i.test(name)) {
    const hint = 'make the change by hand, or drop it, then delete this file'
    walk.warn('IDC226', file, 'this file has a change that could not be merged into the file beside it', hint)
  }
}

/** `other`: a pipe, a socket, a device. `undefined`: the problem is reported. */
function kindOf(walk: Walk, entry: Dirent, file: string, top: string): 'file' | 'folder' | 'other' | undefined {
  if (entry.isDirectory()) return 'folder'
  if (entry.isFile()) return 'file'
  if (!entry.isSymbolicLink()) return 'other'
  const real = attempt(walk, file, () => realpathSync(join(walk.root, file)))
  if (real === undefined) return undefined
  if (!real.startsWith(top.endsWith(sep) ? top : `${top}${sep}`) && real !== top) {
    return walk.fail('IDC211', file, 'this link leaves the identities folder', 'put the file itself here')
  }
  const status = attempt(walk, file, () => statSync(real))
  if (status === undefined) return undefined
  if (status.isDirectory()) return 'folder'
  return status.isFile() ? 'file' : 'other'
}

function entriesOf(walk: Walk, path: string): Dirent[] {
  const entries = attempt(walk, path, () => readdirSync(join(walk.root, path), { withFileTypes: true })) ?? []
  return entries.sort((left, right) => (left.name < right.name ? -1 : 1))
}

function attempt<T>(walk: Walk, path: string, read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const summary = `this cannot be read (${errorCode(error)})`
    return walk.fail('IDC201', path, summary, 'check that it exists and may be read')
  }
}

/** `top`, each folder between, and `folder` itself. */
function pathDown(top: string, folder: string): string[] {
  return folder === top ? [top] : [...pathDown(top, posix.dirname(folder)), folder]
}

/** Whether a file at this path (with `/`) below an identities folder would be read. */
export function isReadBelow(path: string): boolean {
  const names = path.split('/')
  const name = names.at(-1) ?? ''
  return !names.some(isSkipped) && (name === defaultsName || name.endsWith(schemaEnding) || isDocumentFile(name))
}

/** True also for extensions that people may try. */
function isDefaults(name: string): boolean {
  return /^_defaults\.(ya?ml|json)$/i.test(name)
}

function isSkipped(name: string): boolean {
  return name.startsWith('.') || (name.startsWith('_') && name !== defaultsName)
}
