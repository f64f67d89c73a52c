import { type Consents, type Inventory, openInventory, type Plan, type Report } from '../../src/index.ts'
import type { LiveIdentity } from '../../src/model/identity.ts'
import type { World } from './world.ts'

const testPrivacyKey = Buffer.from('inventory-tests-inventory-tests-')

/** The inventory of `acme-7f3k` on `prod` at this path, made where it is missing. */
export function inventoryAt(path: string, over: Partial<Parameters<typeof openInventory>[0]> = {}): Promise<Inventory> {
  return openInventory({
    path,
    workspace: 'acme-7f3k',
    target: 'prod',
    privacyKey: async () => testPrivacyKey,
    whenMissing: 'make',
    ...over,
  })
}

/** Of nobody. */
export async function* emptyListing(): AsyncGenerator<readonly LiveIdentity[]> {}

/** What a run without a server does to an inventory. */
export async function runWith(path: string, work: (inventory: Inventory) => void): Promise<void> {
  const inventory = await inventoryAt(path)
  await inventory.begin(emptyListing)
  work(inventory)
  await inventory.close()
}

/** The inventory of a world, as the command line would open it for one run. */
export function inventoryOf(world: World, path: string, over: Parameters<typeof inventoryAt>[1] = {}) {
  const { workspace, server } = world.config()
  return inventoryAt(path, { workspace, target: server?.target ?? '', ...over })
}

/** `idctl apply --inventory`: no report where a guard refuses the plan. */
export async function applyWith(
  world: World,
  path: string,
  consents: Consents = {},
): Promise<{ plan: Plan; report?: Report }> {
  const inventory = await inventoryOf(world, path)
  const plan = await world.plan({ consents, inventory })
  if (plan.guards.some(({ tripped }) => tripped)) return { plan }
  const saved = await world.savePlan({ consents, inventory })
  return { plan, report: await world.applyFile(saved, {}, undefined, { inventory }) }
}
