/** By name. `other`: a pipe, a link to nowhere. */
export type Entries = ReadonlyMap<string, 'file' | 'folder' | 'other'>

/** What a folder holds. `none`: it is not there, or no folder; `closed`: it is there and cannot be listed. */
export type Listing = Entries | 'none' | 'closed'

/** The folders of documents as they lie on disk. Paths are relative to the folder of idctl.yaml, with `/`. */
export interface FolderView {
  list(folder: string): Listing
  /** Also under a name that the file system merely takes for the same. */
  exists(path: string): boolean
}
