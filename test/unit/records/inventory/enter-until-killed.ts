import { emptyListing, inventoryAt } from '../../../support/inventory.ts'

/** Enters one key after the other in the file of its first argument, and names each once it has settled. */
const inventory = await inventoryAt(process.argv[2] as string)
await inventory.begin(emptyListing)
for (let count = 0; ; count++) {
  inventory.enter(`p${count}`, `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`, [])
  await inventory.settled()
  process.stdout.write(`p${count}\n`)
}
