import { posix } from 'node:path'
import type { Located } from '../../source/located.ts'
import { mergeLocated } from '../../source/merge-located.ts'

/** For each folder, the merge of its `_defaults.yaml` with those above it up to the nearest of `tops`; each read once. */
export function inheritedDefaults(
  tops: ReadonlySet<string>,
  read: (folder: string) => Located | undefined,
): (file: string) => Located | undefined {
  const merged = new Map<string, Located | undefined>()
  const mergedFor = (path: string): Located | undefined => {
    if (merged.has(path)) return merged.get(path)
    const parent = posix.dirname(path)
    const above = tops.has(path) || parent === path ? undefined : mergedFor(parent)
    const own = read(path)
    const result = own === undefined ? above : mergeLocated(above, own)
    merged.set(path, result)
    return result
  }
  return (file) => mergedFor(posix.dirname(file))
}
