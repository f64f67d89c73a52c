import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Sightings, sightedOf } from '../../../../src/drift/sightings.ts'
import {
  defaultSightingsFile,
  readSightings,
  writeSightings,
} from '../../../../src/records/sightings/sightings-file.ts'
import { project } from '../../../support/temp-project.ts'

const place = { workspace: 'acme-1', target: 'prod' }
const id = '11111111-1111-4111-8111-111111111111'
const digest = 'abcdefgh12345678'.replaceAll(/[ilou]/g, '0')
const some: Sightings = new Map([
  ['unmanaged', new Map([[digest, 2]])],
  [digest, new Map([[digest, 1]])],
])

const at = (root: string, name: string) => ({ path: join(root, name), name })
const read = (text: string | Uint8Array) => readSightings(at(project({ 's.json': text }), 's.json'), place)
const whole = { format: 'idctl-sightings', format_version: 1, ...place, seen: {} }

test('what is written is read again, readable by its owner only, and in the same order whatever was seen first', async () => {
  const root = project({})
  const [first, other] = [at(root, 'a.json'), at(root, 'b.json')]
  await writeSightings(first, place, some)
  expect(await readSightings(first, place)).toEqual(some)
  expect((statSync(first.path).mode & 0o777).toString(8)).toBe('600')
  await writeSightings(other, place, new Map([...some].reverse()))
  expect(readFileSync(other.path, 'utf8')).toBe(readFileSync(first.path, 'utf8'))
})

test('who loses the file starts again', async () => {
  expect(await readSightings(at(project({}), 's.json'), place)).toEqual(new Map())
})

test.each<[string, string | Uint8Array, RegExp]>([
  ['no JSON', '{', /it is no file of sightings/],
  ['nothing', '', /it is no file of sightings/],
  ['something else', '{ "seen": {} }', /it is no file of sightings/],
  ['a baseline', 'version: 1\naccepted: []\n', /it is no file of sightings/],
  ['bytes that are no text', new Uint8Array([0xff, 0xfe]), /it is no file of sightings/],
  ['a cut file', JSON.stringify({ ...whole, seen: undefined }), /it is damaged/],
  ['no number', JSON.stringify({ ...whole, seen: { [digest]: { [digest]: '1' } } }), /it is damaged/],
  ['a number that nobody counts', JSON.stringify({ ...whole, seen: { [digest]: { [digest]: 0 } } }), /it is damaged/],
  ['a person', JSON.stringify({ ...whole, seen: { 'ada@example.com': {} } }), /it is damaged/],
  ['more than there is', JSON.stringify({ ...whole, more: 1 }), /it is damaged/],
  ['a newer file', JSON.stringify({ ...whole, format_version: 2, more: 1 }), /a newer idctl wrote it/],
  ['another target', JSON.stringify({ ...whole, target: 'staging' }), /for the target staging, .* for prod/],
  ['another workspace', JSON.stringify({ ...whole, workspace: 'b' }), /for the workspace b, .* for acme-1/],
])('a file with %s is refused, and counts nothing', async (_, text, message) => {
  await expect(read(text)).rejects.toMatchObject({ exit: 'invalid', message })
})

test('law: whatever is in the file, it is read or refused, and never a bug', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.json(),
        fc.string(),
        fc.jsonValue().map((seen) => JSON.stringify({ ...whole, seen })),
      ),
      async (text) => {
        await read(text).catch((error) => expect(error).toMatchObject({ exit: 'invalid' }))
      },
    ),
    { numRuns: 50 },
  )
})

test('a folder is refused; one that is not there cannot be written to', async () => {
  const root = project({})
  mkdirSync(join(root, 'folder'))
  await expect(readSightings(at(root, 'folder'), place)).rejects.toMatchObject({
    exit: 'invalid',
    message: /not a file/,
  })
  await expect(writeSightings(at(root, 'nowhere/s.json'), place, some)).rejects.toMatchObject({
    exit: 'error',
    message: /\(ENOENT\)/,
    hint: /nothing was counted/,
  })
})

test('a link stays a link', async () => {
  const root = project({ 'real.json': '' })
  writeFileSync(join(root, 'real.json'), JSON.stringify(whole))
  symlinkSync('real.json', join(root, 'link.json'))
  await writeSightings(at(root, 'link.json'), place, some)
  expect(await readSightings(at(root, 'real.json'), place)).toEqual(some)
})

test('of two runs at once the last one wins, and the file is whole', async () => {
  const file = at(project({}), 's.json')
  const counts = Array.from({ length: 8 }, (_, index): Sightings => new Map([[digest, new Map([[digest, index + 1]])]]))
  await Promise.all(counts.map((one) => writeSightings(file, place, one)))
  expect(counts).toContainEqual(await readSightings(file, place))
})

test('each workspace and target has a file of its own in .idctl, which is made when it is missing', async () => {
  const root = project({})
  const { path, name } = defaultSightingsFile(root, place)
  await writeSightings({ path, name }, place, some)
  expect(name).toMatch(/^\.idctl\/sightings-[0-9a-z]{16}\.json$/)
  expect((statSync(join(root, '.idctl')).mode & 0o777).toString(8)).toBe('700')
  const others = [
    { ...place, target: 'b' },
    { ...place, workspace: 'prod', target: 'acme-1' },
  ]
  expect(new Set([path, ...others.map((other) => defaultSightingsFile(root, other).path)]).size).toBe(3)
})

test('a difference is known again by what it is and by its live value, and by nothing that names somebody', () => {
  const leaf = { key: 'ada@example.com', path: '/traits/name', live: digest }
  expect(sightedOf(leaf, id)?.digest).toBe(digest)
  expect(sightedOf(leaf, id)?.group).toBe(sightedOf({ key: 'ada', kind: 'unmarked', live: digest }, id)?.group)
  expect(sightedOf({ key: 'ada', kind: 'missing' }, id)).toMatchObject({ group: 'missing' })
  expect(sightedOf({ id }, undefined)).toMatchObject({ group: 'unmanaged' })
  // Without a digest of the live value, or without an id, the next run could not tell: then nobody waits.
  expect(sightedOf({ key: 'ada', path: '/traits/name' }, id)).toBeUndefined()
  expect(sightedOf({ key: 'ada', kind: 'missing' }, undefined)).toBeUndefined()
  const said = JSON.stringify([leaf, { key: 'ada', kind: 'missing' } as const, { id }].map((one) => sightedOf(one, id)))
  expect(said).not.toMatch(/ada|traits|1111/)
})
