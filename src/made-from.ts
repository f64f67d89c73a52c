import { realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readsBelow } from './checkout/compare-tree.ts'
import type { OpenedCheckout } from './checkout/open-checkout.ts'
import type { Config } from './config/types.ts'
import { isReadBelow } from './desired/files/walk.ts'
import type { ParsedFolder } from './desired/parse.ts'
import type { MadeFrom } from './model/plan.ts'
import { present } from './model/present.ts'

/**
 * The commit and branch that the files of a plan are from, and whether they equal those of the commit; `undefined` outside a
 * checkout.
 *
 * @param asksTree Compare the files: reads all of them once more.
 */
export async function madeFrom(
  { root, file, identities }: Pick<Config, 'root' | 'file' | 'identities'>,
  { readFiles }: Pick<ParsedFolder, 'readFiles'>,
  { checkout, files }: OpenedCheckout,
  asksTree: boolean,
): Promise<MadeFrom | undefined> {
  if (checkout?.commit === undefined) return undefined
  if (!asksTree) return { commit: checkout.commit }
  const folders = identities.map((folder) => realpathSync(resolve(root, folder)))
  const found = await files?.compare({
    files: [file, ...[...readFiles].map((name) => join(root, name))],
    folders,
    isRead: readsBelow(folders, isReadBelow),
  })
  return { commit: checkout.commit, ...found, ...present({ branch: await files?.branch() }) }
}
