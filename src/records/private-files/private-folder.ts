import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

/** The folder beside idctl.yaml for files of idctl itself. Git ignores it, and no plan needs anything in it. */
export const ownFolder = '.idctl'

/** Creates the folder, or one below it, if it is missing. Only its owner can read it. */
export async function makeOwnFolder(root: string, ...below: readonly string[]): Promise<string> {
  const path = join(root, ownFolder, ...below)
  await mkdir(path, { recursive: true, mode: 0o700 })
  await keepOutOfGit(join(root, ownFolder))
  return path
}

/** Creates the folder of a file if that is `.idctl`. Errors are ignored, because the code that then writes the file reports them. */
export async function makeOwnFolderOf(file: string): Promise<void> {
  const folder = dirname(resolve(file))
  if (basename(folder) === ownFolder) await makeOwnFolder(dirname(folder)).catch(() => undefined)
}

/** Errors are ignored: the files beside it matter more. */
async function keepOutOfGit(folder: string): Promise<void> {
  await writeFile(join(folder, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 }).catch(() => undefined)
}
