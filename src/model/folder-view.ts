/** Name → type. `other`: for example a pipe or a broken link. */
export type Entries = ReadonlyMap<string, 'file' | 'folder' | 'other'>

/** The entries of a folder. `none`: it does not exist or is not a folder; `closed`: it exists but cannot be listed. */
export type Listing = Entries | 'none' | 'closed'

/** The document folders on disk. Paths are relative to the folder of idctl.yaml, with `/`. */
export interface FolderView {
  list(folder: string): Listing
  /** Also true for a name that the file system treats as the same, such as another letter case. */
  exists(path: string): boolean
}
