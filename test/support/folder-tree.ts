import type { FolderView, Listing } from '../../src/model/folder-view.ts'

/** What lies in a folder: names, with what is below them. `closed`: a folder that cannot be listed. */
export interface Tree {
  readonly [name: string]: 'file' | 'other' | 'closed' | Tree
}

/** `foldCase`: a file system that takes names for the same that differ in case or in how accents are written. */
export function viewOf(tree: Tree, foldCase = false): FolderView {
  const fold = (name: string) => (foldCase ? name.normalize('NFC').toLowerCase() : name)
  const nodeAt = (path: string): Tree[string] | undefined => {
    let node: Tree[string] | undefined = tree
    for (const name of path === '.' ? [] : path.split('/')) {
      if (typeof node !== 'object') return undefined
      node = Object.entries(node).find(([entry]) => fold(entry) === fold(name))?.[1]
    }
    return node
  }
  return {
    list(folder): Listing {
      const node = nodeAt(folder)
      if (node === 'closed') return 'closed'
      if (typeof node !== 'object') return 'none'
      return new Map(
        Object.entries(node).map(([name, inner]) => {
          return [name, inner === 'closed' || typeof inner === 'object' ? 'folder' : inner] as const
        }),
      )
    },
    exists: (path) => nodeAt(path) !== undefined,
  }
}
