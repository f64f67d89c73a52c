import type { Config } from '../config/types.ts'
import { IdctlError } from '../errors.ts'
import { told } from '../model/told.ts'
import type { Inventory, InventoryRequest } from '../records/inventory/inventory.ts'
import type { CliContext } from './context.ts'

/**
 * Opens the inventory of `--inventory`; `undefined` without the flag, or without a server, which is reported elsewhere.
 * @throws IdctlError as `openInventory` and `readPrivacyKey` do
 */
export async function inventoryFor(
  context: CliContext,
  config: Config,
  path: string | undefined,
  whenMissing: InventoryRequest['whenMissing'],
): Promise<Inventory | undefined> {
  if (path === undefined || config.server === undefined) return undefined
  if (path === '') {
    throw new IdctlError(told`the path of --inventory is empty`, { exit: 'usage', hint: told`name the file` })
  }
  const [{ openInventory }, { readPrivacyKey }] = await Promise.all([
    import('../records/inventory/inventory.ts'),
    import('../records/private-files/privacy-key.ts'),
  ])
  const { workspace, server } = config
  const privacyKey = async () => (await readPrivacyKey(config.root, context.env)).bytes
  return openInventory({ path, workspace, target: server.target, privacyKey, whenMissing })
}
