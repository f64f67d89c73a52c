import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Invite } from '../../../../src/model/invite.ts'
import { openInvitesFile, refuseExistingFile } from '../../../../src/records/invites/open-invites-file.ts'
import { requireSink } from '../../../../src/records/invites/require-sink.ts'
import { faultsOf } from '../../../support/json-formats.ts'

const inviteFor = (key: string): Invite => ({
  key,
  address: `${key}@example.com`,
  recovery_link: `https://kratos.test/recovery?token=CANARY-${key}`,
  recovery_code: null,
  expires_at: '2026-01-01T00:00:00Z',
})

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'idctl-invites-'))
  path = join(folder, 'invites.ndjson')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('openInvitesFile', () => {
  test('a line for each invite, in the order of delivery, for the owner only', async () => {
    const file = await openInvitesFile(path)
    await Promise.all(['ada', 'grace', 'linus'].map((key) => file.deliver(inviteFor(key))))
    expect(file.count).toBe(3)
    await file.close()
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line))).toEqual(['ada', 'grace', 'linus'].map(inviteFor))
    expect(lines.flatMap((line) => faultsOf('invite', JSON.parse(line)))).toEqual([])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('a line is in the file when deliver has resolved', async () => {
    const file = await openInvitesFile(path)
    await file.deliver(inviteFor('ada'))
    expect(readFileSync(path, 'utf8')).toBe(`${JSON.stringify(inviteFor('ada'))}\n`)
    await file.close()
  })

  test('without invites no file stays', async () => {
    await (await openInvitesFile(path)).close()
    expect(existsSync(path)).toBe(false)
  })

  test.each([
    ['a file', () => writeFileSync(path, 'precious')],
    ['a link to nowhere', () => symlinkSync(join(folder, 'nowhere'), path)],
  ])('%s that is there is refused and stays', async (_name, put) => {
    put()
    const refusal = expect.objectContaining({ exit: 'refused', message: expect.stringContaining('exists already') })
    await expect(refuseExistingFile(path)).rejects.toEqual(refusal)
    await expect(openInvitesFile(path)).rejects.toEqual(refusal)
    if (existsSync(path)) expect(readFileSync(path, 'utf8')).toBe('precious')
  })

  test('a folder that is missing', async () => {
    const hint = expect.stringContaining('create it')
    await expect(openInvitesFile(join(folder, 'no', 'x'))).rejects.toMatchObject({ exit: 'error', hint })
  })
})

test('a plan with invites needs a place for them', () => {
  expect(() => requireSink(0, false)).not.toThrow()
  expect(() => requireSink(2, true)).not.toThrow()
  expect(() => requireSink(2, false)).toThrow('the plan makes 2 invites, but there is no file for them')
})
