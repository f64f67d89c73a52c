import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { emptyListing, inventoryAt, runWith } from '../../../support/inventory.ts'

const ids = {
  ada: '00000000-0000-4000-8000-00000000000a',
  bob: '00000000-0000-4000-8000-00000000000b',
  newAda: '00000000-0000-4000-8000-0000000000aa',
}

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'idctl-inventory-'))
  path = join(folder, 'inventory.ndjson')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const linesOf = (file = path) => readFileSync(file, 'utf8').split('\n').slice(0, -1)

/** Which of these keys the file at `path` knows, with whose identity. */
async function known(...keys: readonly string[]): Promise<Record<string, string | undefined>> {
  const inventory = await inventoryAt(path, { whenMissing: 'refuse' })
  return Object.fromEntries(keys.map((key) => [key, inventory.goneWith([key])?.id]))
}

describe('the file', () => {
  test('is for its owner, and holds no key in clear', async () => {
    await runWith(path, (inventory) => inventory.enter('ada@example.com', ids.ada, []))
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600')
    const text = readFileSync(path, 'utf8')
    expect(text).not.toContain('ada')
    expect(linesOf().map((line) => JSON.parse(line))).toEqual([
      {
        record: 'header',
        format: 'idctl-inventory',
        format_version: 1,
        workspace: 'acme-7f3k',
        target: 'prod',
        key_id: expect.stringMatching(/^[0-9a-z]{16}$/),
      },
      { key: expect.stringMatching(/^[0-9a-z]{16}$/), id: ids.ada },
    ])
    expect(readdirSync(folder)).toEqual(['inventory.ndjson'])
  })

  test('remembers from run to run', async () => {
    await runWith(path, (inventory) => inventory.enter('ada', ids.ada, []))
    await runWith(path, (inventory) => inventory.enter('bob', ids.bob, []))
    expect(await known('ada', 'bob', 'eve')).toEqual({ ada: ids.ada, bob: ids.bob, eve: undefined })
  })

  test('a run that has nothing to say leaves it as it is', async () => {
    await runWith(path, (inventory) => inventory.enter('ada', ids.ada, []))
    const before = statSync(path, { bigint: true })
    await runWith(path, (inventory) => inventory.enter('ada', ids.ada, []))
    expect(statSync(path, { bigint: true }).mtimeNs).toBe(before.mtimeNs)
  })

  test('nothing is there before a run begins', async () => {
    const inventory = await inventoryAt(path)
    inventory.startListing()
    inventory.see(ids.ada, { key: 'ada' })
    expect([existsSync(path), inventory.isNew]).toEqual([false, true])
  })

  test('what a listing shows is entered when the run begins', async () => {
    const inventory = await inventoryAt(path)
    inventory.startListing()
    inventory.see(ids.ada, { key: 'ada' })
    inventory.see(ids.bob, undefined)
    inventory.sawAll()
    await inventory.begin(() => {
      throw new Error('listed twice')
    })
    expect(await known('ada', 'bob')).toEqual({ ada: ids.ada, bob: undefined })
    await inventory.close()
  })

  test('a line is on the disk once it has settled, while the run goes on', async () => {
    const inventory = await inventoryAt(path)
    await inventory.begin(emptyListing)
    inventory.enter('ada', ids.ada, [])
    inventory.enter('bob', ids.bob, [])
    await inventory.settled()
    expect(await known('ada', 'bob')).toEqual({ ada: ids.ada, bob: ids.bob })
    await inventory.close()
  })

  test('behind a link, the link stays', async () => {
    const real = join(folder, 'real.ndjson')
    await runWith(real, (inventory) => inventory.enter('ada', ids.ada, []))
    symlinkSync(real, path)
    await runWith(path, (inventory) => inventory.leave(ids.ada, 'deleted'))
    expect(linesOf(real)).toHaveLength(1)
    expect(readFileSync(path, 'utf8')).toBe(readFileSync(real, 'utf8'))
  })
})

describe('what counts', () => {
  beforeEach(() => runWith(path, (inventory) => inventory.enter('ada', ids.ada, [])))

  test.each(['deleted', 'released'] as const)('a key that idctl itself has %s is forgotten', async (how) => {
    await runWith(path, (inventory) => inventory.leave(ids.ada, how))
    expect(await known('ada')).toEqual({ ada: undefined })
    expect(linesOf()).toHaveLength(1)
  })

  test('a removal of another identity says nothing about the key', async () => {
    await runWith(path, (inventory) => inventory.leave(ids.bob, 'deleted'))
    expect(await known('ada')).toEqual({ ada: ids.ada })
  })

  test('whoever was disabled does not take a key back that is somebody else’s by now', async () => {
    const disabled = { key: 'ada', disabled: { at: '2026-01-01T00:00:00.000Z', state_before: 'active' } } as const
    const inventory = await inventoryAt(path)
    inventory.startListing()
    inventory.see(ids.ada, disabled)
    expect(inventory.goneWith(['ada'])).toBeUndefined()
    inventory.see(ids.newAda, { key: 'ada' })
    inventory.see(ids.ada, disabled)
    inventory.startListing()
    inventory.see(ids.ada, disabled)
    expect(inventory.goneWith(['ada'])).toEqual({ id: ids.newAda, isLive: false })
  })

  test('a renamed identity takes its entry along', async () => {
    await runWith(path, (inventory) => inventory.enter('ada.lovelace', ids.ada, []))
    expect(await known('ada', 'ada.lovelace')).toEqual({ ada: undefined, 'ada.lovelace': ids.ada })
  })

  test('a key that was created again has its new identity', async () => {
    await runWith(path, (inventory) => inventory.enter('ada', ids.newAda, []))
    expect(await known('ada')).toEqual({ ada: ids.newAda })
    expect(linesOf()).toHaveLength(2)
  })

  test('created again under a new key, the former one says nothing any more', async () => {
    await runWith(path, (inventory) => inventory.enter('ada.lovelace', ids.newAda, ['ada']))
    expect(await known('ada', 'ada.lovelace')).toEqual({ ada: undefined, 'ada.lovelace': ids.newAda })
  })

  test('a former key whose identity is managed is another person’s', async () => {
    await runWith(path, (inventory) => {
      inventory.startListing()
      inventory.see(ids.ada, { key: 'ada' })
      inventory.enter('bob', ids.bob, ['ada'])
    })
    expect(await known('ada')).toEqual({ ada: ids.ada })
  })

  test('who is managed is not gone, who lost the mark is, and is said to be there', async () => {
    const inventory = await inventoryAt(path)
    inventory.startListing()
    inventory.see(ids.ada, { key: 'ada' })
    expect(inventory.goneWith(['ada'])).toBeUndefined()
    inventory.startListing()
    inventory.see(ids.ada, undefined)
    expect(inventory.goneWith(['eve', 'ada'])).toEqual({ id: ids.ada, isLive: true })
    inventory.startListing()
    expect(inventory.goneWith(['ada'])).toEqual({ id: ids.ada, isLive: false })
  })
})

describe('is refused, never taken for an empty one', () => {
  const refused = (message: RegExp, hint = /./) =>
    expect.objectContaining({
      exit: 'refused',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  beforeEach(() =>
    runWith(path, (inventory) => {
      inventory.enter('ada', ids.ada, [])
      inventory.enter('bob', ids.bob, [])
    }),
  )

  test('missing, where it is only read', async () => {
    const elsewhere = inventoryAt(join(folder, 'no'), { whenMissing: 'refuse' })
    await expect(elsewhere).rejects.toMatchObject({ exit: 'invalid', message: /is not there/, hint: /fetch it first/ })
  })

  test('where it is missing no privacy key is asked for', async () => {
    const privacyKey = () => Promise.reject(new Error('asked'))
    const elsewhere = inventoryAt(join(folder, 'no'), { whenMissing: 'refuse', privacyKey })
    await expect(elsewhere).rejects.toMatchObject({ exit: 'invalid' })
  })

  test('another privacy key', async () => {
    const other = inventoryAt(path, { privacyKey: async () => Buffer.from('k'.repeat(32)) })
    await expect(other).rejects.toEqual(refused(/another privacy key/, /IDCTL_PRIVACY_KEY/))
  })

  test.each([
    ['workspace', { workspace: 'other' }, /for workspace acme-7f3k, but this run is for other/],
    ['target', { target: 'staging' }, /for target prod, but this run is for staging/],
  ])('another %s', async (_name, over, message) => {
    await expect(inventoryAt(path, over)).rejects.toEqual(refused(message))
  })

  test.each([
    ['empty', () => '', /not an inventory of idctl/],
    ['something else', () => '{"some":"json"}\n', /not an inventory of idctl/],
    ['no JSON', () => 'x\n', /not an inventory of idctl/],
    ['a cut header', (text: string) => text.slice(0, 20), /not an inventory of idctl/],
    ['newer', (text: string) => text.replace('"format_version":1', '"format_version":2'), /a newer idctl/],
    ['an odd header', (text: string) => text.replace('"target"', '"goal"'), /line 1 is damaged/],
    ['a damaged line', (text: string) => text.replace('"id":', '"id"'), /line 2 is damaged/],
    ['an unknown line', (text: string) => `${text}{"key":"x"}\n`, /line 4 is damaged/],
    [
      'a cut line that others follow',
      (text: string) => `${text}{"key":\n${text.split('\n')[1]}\n`,
      /line 4 is damaged/,
    ],
    ['an empty line', (text: string) => `${text}\n`, /line 4 is damaged/],
  ])('%s', async (_name, damage, message) => {
    writeFileSync(path, damage(readFileSync(path, 'utf8')))
    await expect(inventoryAt(path)).rejects.toEqual(refused(message))
  })

  test('a file without an end to its first line', async () => {
    truncateSync(path, 0)
    truncateSync(path, 65 * 1024 * 1024)
    await expect(inventoryAt(path)).rejects.toEqual(refused(/not an inventory of idctl/))
  })

  test('a path that leads through a file', async () => {
    await expect(inventoryAt(join(path, 'x'))).rejects.toMatchObject({ exit: 'error', message: /ENOTDIR/ })
  })

  test('a folder in its place', async () => {
    const place = join(folder, 'folder')
    mkdirSync(place)
    await expect(inventoryAt(place)).rejects.toMatchObject({ exit: 'error', message: /no regular file/ })
  })
})

describe('a cut last line, as a kill leaves it', () => {
  beforeEach(() => runWith(path, (inventory) => inventory.enter('ada', ids.ada, [])))

  test.each(['{"key":"0123', '{'])('%s is passed over and mended', async (torn) => {
    appendFileSync(path, torn)
    expect(await known('ada')).toEqual({ ada: ids.ada })
    await runWith(path, (inventory) => inventory.enter('bob', ids.bob, []))
    expect(await known('ada', 'bob')).toEqual({ ada: ids.ada, bob: ids.bob })
    expect(readFileSync(path, 'utf8')).not.toContain(`${torn}\n`)
    expect(linesOf()).toHaveLength(3)
  })

  test('that lacks its line break only counts', async () => {
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -1))
    expect(await known('ada')).toEqual({ ada: ids.ada })
    await runWith(path, (inventory) => inventory.enter('bob', ids.bob, []))
    expect(await known('ada', 'bob')).toEqual({ ada: ids.ada, bob: ids.bob })
  })

  test('that is the header counts, and nothing is put behind it on its line', async () => {
    writeFileSync(path, readFileSync(path, 'utf8').split('\n')[0] ?? '')
    await runWith(path, (inventory) => inventory.enter('bob', ids.bob, []))
    expect(await known('bob')).toEqual({ bob: ids.bob })
  })
})

describe('another run writes it, too', () => {
  beforeEach(() => runWith(path, (inventory) => inventory.enter('ada', ids.ada, [])))

  test('between reading and beginning: refused, and nothing of theirs is lost', async () => {
    const ours = await inventoryAt(path)
    await runWith(path, (theirs) => theirs.enter('bob', ids.bob, []))
    await expect(ours.begin(emptyListing)).rejects.toMatchObject({ exit: 'refused', message: /another run/ })
    expect(await known('ada', 'bob')).toEqual({ ada: ids.ada, bob: ids.bob })
  })

  test('both begin without a file: the second is refused', async () => {
    rmSync(path)
    const [ours, theirs] = await Promise.all([inventoryAt(path), inventoryAt(path)])
    await theirs.begin(emptyListing)
    await expect(ours.begin(emptyListing)).rejects.toMatchObject({ exit: 'refused' })
    await theirs.close()
  })

  test('at the same time: both sets of lines stay, and neither writes it anew', async () => {
    const [ours, theirs] = await Promise.all([inventoryAt(path), inventoryAt(path)])
    await Promise.all([ours.begin(emptyListing), theirs.begin(emptyListing)])
    theirs.enter('bob', ids.bob, [])
    await theirs.close()
    ours.leave(ids.ada, 'deleted')
    await ours.close()
    expect(ours.failure).toBeUndefined()
    expect(await known('ada', 'bob')).toEqual({ ada: undefined, bob: ids.bob })
  })

  test('it is replaced under a run: the run says what is lost', async () => {
    const inventory = await inventoryAt(path)
    await inventory.begin(emptyListing)
    const copy = join(folder, 'copy')
    writeFileSync(copy, readFileSync(path))
    renameSync(copy, path)
    inventory.enter('bob', ids.bob, [])
    await inventory.settled()
    inventory.enter('eve', ids.newAda, [])
    await inventory.close()
    expect(inventory.failure).toMatchObject({ message: expect.stringContaining('another run has changed it') })
    expect(inventory.lost).toBe(2)
  })
})

describe('cannot be written', () => {
  test('taken away since it was read: an error before anything runs', async () => {
    await runWith(path, (inventory) => inventory.enter('ada', ids.ada, []))
    const inventory = await inventoryAt(path)
    rmSync(path)
    await expect(inventory.begin(emptyListing)).rejects.toMatchObject({ exit: 'error', message: /ENOENT/ })
  })

  test('anew, to take out what no longer counts: it is right all the same', async () => {
    await runWith(path, (inventory) => inventory.enter('ada', ids.ada, []))
    // No room for the longer path of a temporary neighbour.
    const longest = process.platform === 'linux' ? 4095 : 1023
    const deep = join(
      folder,
      ...Array.from({ length: Math.floor((longest - folder.length - 100) / 101) }, () => 'x'.repeat(100)),
    )
    mkdirSync(deep, { recursive: true })
    const long = join(deep, 'x'.repeat(longest - deep.length - 10))
    renameSync(path, long)
    path = long
    await runWith(path, (inventory) => inventory.leave(ids.ada, 'deleted'))
    expect(await known('ada')).toEqual({ ada: undefined })
    expect(linesOf()).toHaveLength(3)
  })

  test('a missing folder is an error before anything runs', async () => {
    const inventory = await inventoryAt(join(folder, 'no', 'inventory'))
    await expect(inventory.begin(emptyListing)).rejects.toMatchObject({ exit: 'error', message: /ENOENT/ })
  })

  test('a listing that fails ends it before anything is written', async () => {
    const inventory = await inventoryAt(path)
    const failing = () => {
      throw new Error('unreadable')
    }
    await expect(inventory.begin(failing)).rejects.toThrow('unreadable')
    expect(existsSync(path)).toBe(false)
  })
})
