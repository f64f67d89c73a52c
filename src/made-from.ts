import { realpathSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { OpenedCheckout } from './checkout/open-checkout.ts'
import type { Config } from './config/types.ts'
import { isReadBelow } from './desired/files/walk.ts'
import type { ParsedFolder } from './desired/parse.ts'
import type { MadeFrom } from './model/plan.ts'
import { present } from './model/present.ts'

/**
 * The commit that the files of a plan are from, and whether they equal those of the commit; `undefined` outside a
 * checkout.
 *
 * @param asksTree Compare the files: reads all of them once more.
 */
export async function madeFrom(
  { root, file, identities }: Pick<Config, 'root' | 'file' | 'identities'>,
  { readFiles }: Pick<ParsedFolder, 'readFiles'>,
  { checkout, treeState }: OpenedCheckout,
  asksTree: boolean,
): Promise<MadeFrom | undefined> {
  if (checkout?.commit === undefined) return undefined
  if (!asksTree) return { commit: checkout.commit }
  const folders = identities.map((folder) => realpathSync(resolve(root, folder)))
  const tree = await treeState?.({
    files: [file, ...[...readFiles].map((name) => join(root, name))],
    folders,
    isRead(path) {
      const folder = folders.find((one) => path.startsWith(`${one}${sep}`))
      return folder !== undefined && isReadBelow(relative(folder, path).split(sep).join('/'))
    },
  })
  return { commit: checkout.commit, ...present({ tree }) }
}
