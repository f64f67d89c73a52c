import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** Where idctl keeps files of its own, beside idctl.yaml: never in version control, and nothing in it is needed for a plan. */
export const ownFolder = '.idctl'

/** The folder below `root`, made where it is missing, readable by its owner only. */
export async function makeOwnFolder(root: string, ...below: readonly string[]): Promise<string> {
  const path = join(root, ownFolder, ...below)
  await mkdir(path, { recursive: true, mode: 0o700 })
  await keepOutOfGit(join(root, ownFolder))
  return path
}

/** The same for a file that somebody else writes, when its place is such a folder; where that fails, its writer says so. */
export async function makeOwnFolderOf(file: string): Promise<void> {
  const folder = dirname(resolve(file))
  if (basename(folder) === ownFolder) await makeOwnFolder(dirname(folder)).catch(() => undefined)
}

/** A courtesy: where it cannot be written, what stands beside it matters more. */
async function keepOutOfGit(folder: string): Promise<void> {
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 }).catch(() => undefined)
}
