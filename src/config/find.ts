import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export const configName = 'idctl.yaml'

/** Absolute path of `--config`, or of the nearest idctl.yaml from `cwd` upwards; `undefined` when there is none. */
export function findConfig(cwd: string, given: string | undefined): string | undefined {
  if (given !== undefined) {
    const path = resolve(cwd, given)
    return isFolder(path) ? join(path, configName) : path
  }
  let folder = resolve(cwd)
  for (;;) {
    const path = join(folder, configName)
    if (existsSync(path)) return path
    const parent = dirname(folder)
    if (parent === folder) return undefined
    folder = parent
  }
}

/**
 * False also for a path that the system cannot follow (a link to itself, a file used as a folder, a name that is too
 * long): reading it reports why.
 */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}
