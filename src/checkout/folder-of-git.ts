import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The nearest folder that has `.git`, from this one upwards: the root of a checkout. */
export function folderOfGit(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : folderOfGit(parent)
}
