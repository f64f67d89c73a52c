import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { inventoryAt, runWith } from '../../../support/inventory.ts'
import { project } from '../../../support/temp-project.ts'

test('a kill in the middle loses no entry that had settled, and the next run goes on', async () => {
  const path = join(project({}), 'inventory.ndjson')
  const script = fileURLToPath(new URL('enter-until-killed.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', script, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  const settled: string[] = []
  for await (const key of createInterface({ input: child.stdout })) {
    settled.push(key)
    if (settled.length === 40) child.kill('SIGKILL')
  }
  expect(settled.length).toBeGreaterThanOrEqual(40)
  await runWith(path, (inventory) => inventory.enter('later', '00000000-0000-4000-8000-999999999999', []))
  const inventory = await inventoryAt(path, { whenMissing: 'refuse' })
  for (const key of [...settled, 'later']) expect(inventory.goneWith([key])).toBeDefined()
})
