import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import type { DiagnosticCode } from '../model/diagnostic.ts'
import { quote, type Report } from '../source/report.ts'
import { errorCode } from '../source/source-text.ts'
import { isDocumentFile } from './read-file.ts'

/** What lies below one identities folder; all paths are relative to the folder of idctl.yaml, with `/`, in stable order. */
export interface WalkedFolder {
  readonly documents: readonly string[]
  /** Folder → its `_defaults.yaml`. */
  readonly defaults: ReadonlyMap<string, string>
  readonly schemas: readonly { readonly id: string; readonly file: string }[]
}

const schemaEnding = '.schema.json'
const defaultsName = '_defaults.yaml'

/**
 * Lists the files below `folder` (product §2): names that start with `.` or `_` are skipped, except `_defaults.yaml`;
 * `*.schema.json` files are set aside. A link is followed inside the folder only. What cannot be listed, or has the name
 * of a file and is none, is an error, since a person whose file is not seen would be removed.
 */
export function walkFolder(root: string, folder: string, report: Report): WalkedFolder {
  const documents: string[] = []
  const defaults = new Map<string, string>()
  const schemas: { id: string; file: string }[] = []
  const fail = (code: DiagnosticCode, file: string, summary: string, hint: string): undefined => {
    // About the file, not its first line; and what a link leads to is for nobody to see.
    report({ severity: 'error', code, summary, hint, at: { file, line: 1, column: 1 }, secret: true })
  }
  const top = attempt(() => realpathSync(join(root, folder)), folder)
  if (top !== undefined) visit(folder, [top])
  return { documents, defaults, schemas }

  function attempt<T>(read: () => T, path: string): T | undefined {
    try {
      return read()
    } catch (error) {
      return fail('IDC201', path, `this cannot be read (${errorCode(error)})`, 'check that it exists and may be read')
    }
  }

  /** `parents` are the real paths of the folder and of those above it: a link to one of them has no end. */
  function visit(path: string, parents: readonly string[]): void {
    const entries = attempt(() => readdirSync(join(root, path), { withFileTypes: true }), path) ?? []
    for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
      const { name } = entry
      const file = path === '.' ? name : `${path}/${name}`
      if (isSkipped(name)) {
        if (/^_defaults\.(yml|json)$/i.test(name)) {
          fail('IDC224', file, `defaults are read from ${defaultsName} only`, `rename this file to ${defaultsName}`)
        }
        continue
      }
      const kind = kindOf(entry, file, parents[0] ?? '')
      if (kind === 'folder') {
        const real = attempt(() => realpathSync(join(root, file)), file)
        if (real === undefined) continue
        if (parents.includes(real))
          fail('IDC211', file, 'this link leads to a folder that it stands in', 'remove the link')
        else visit(file, [...parents, real])
      } else if (kind === 'file') take(name, file, path)
    }
  }

  function take(name: string, file: string, path: string): void {
    if (name === defaultsName) defaults.set(path, file)
    else if (name.endsWith(schemaEnding)) schemas.push({ id: basename(name, schemaEnding), file })
    else if (!isDocumentFile(name)) return
    else if (/\p{Cc}/u.test(name))
      fail('IDC224', file, `the file name ${quote(name)} holds a control character`, 'rename it')
    else documents.push(file)
  }

  function kindOf(entry: Dirent, file: string, top: string): 'file' | 'folder' | undefined {
    if (entry.isDirectory()) return 'folder'
    if (entry.isFile()) return 'file'
    if (!entry.isSymbolicLink()) return odd(entry.name, file)
    const real = attempt(() => realpathSync(join(root, file)), file)
    if (real === undefined) return undefined
    if (!real.startsWith(top.endsWith(sep) ? top : `${top}${sep}`) && real !== top) {
      return fail('IDC211', file, 'this link leaves the identities folder', 'put the file itself here')
    }
    const status = attempt(() => statSync(real), file)
    if (status?.isDirectory()) return 'folder'
    if (status === undefined) return undefined
    return status.isFile() ? 'file' : odd(entry.name, file)
  }

  /** A pipe, a socket, a device. */
  function odd(name: string, file: string): undefined {
    if (name !== defaultsName && !isDocumentFile(name)) return undefined
    return fail('IDC201', file, 'this is neither a file nor a folder', 'put a file here, or rename it')
  }
}

function isSkipped(name: string): boolean {
  return name.startsWith('.') || (name.startsWith('_') && name !== defaultsName)
}
