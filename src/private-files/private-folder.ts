import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Where idctl keeps files of its own, beside idctl.yaml: never in version control, and nothing in it is needed for a plan. */
export const ownFolder = '.idctl'

/** The folder below `root`, made where it is missing, readable by its owner only (product §5.8). */
export async function makeOwnFolder(root: string, ...below: readonly string[]): Promise<string> {
  const path = join(root, ownFolder, ...below)
  await mkdir(path, { recursive: true, mode: 0o700 })
  return path
}
