import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { FolderView, Listing } from '../../model/folder-view.ts'
import { errorCode } from '../../source/source-text.ts'

/** The folders below `root` as they are now. Reads names only, opens no file. */
export function viewFolders(root: string): FolderView {
  return {
    list(folder): Listing {
      try {
        const entries = readdirSync(join(root, folder), { withFileTypes: true })
        return new Map(entries.map((entry) => [entry.name, kindOf(entry, join(root, folder, entry.name))] as const))
      } catch (error) {
        return ['ENOENT', 'ENOTDIR'].includes(errorCode(error)) ? 'none' : 'closed'
      }
    },
    exists: (path) => existsSync(join(root, path)),
  }
}

function kindOf(entry: Dirent, path: string): 'file' | 'folder' | 'other' {
  const target = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry
  if (target?.isDirectory()) return 'folder'
  return target?.isFile() ? 'file' : 'other'
}
