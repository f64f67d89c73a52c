import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeOwnFolder, makeOwnFolderOf } from '../../../../src/records/private-files/private-folder.ts'
import { project } from '../../../support/temp-project.ts'

test('the folder and what is below it are for their owner only, and git sees nothing of it', async () => {
  const root = project({})
  const path = await makeOwnFolder(root, 'runs')
  expect(path).toBe(join(root, '.idctl', 'runs'))
  expect([path, join(root, '.idctl')].map((folder) => statSync(folder).mode & 0o777)).toEqual([0o700, 0o700])
  expect(readFileSync(join(root, '.idctl', '.gitignore'), 'utf8')).toBe('*\n')
})

test('a file that somebody else writes gets its folder where that is ours', async () => {
  const root = project({ 'in-the-way/.idctl': '' })
  await makeOwnFolderOf(join(root, '.idctl', 'sandbox.json'))
  expect(existsSync(join(root, '.idctl', '.gitignore'))).toBe(true)
  await makeOwnFolderOf(join(root, 'elsewhere', 'sandbox.json'))
  expect(existsSync(join(root, 'elsewhere'))).toBe(false)
  await expect(makeOwnFolderOf(join(root, 'in-the-way', '.idctl', 'sandbox.json'))).resolves.toBeUndefined()
})
