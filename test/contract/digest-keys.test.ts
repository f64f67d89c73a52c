import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { digestOf } from '../../src/model/digest.ts'
import type { Mark } from '../../src/model/identity.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { TestServer } from '../support/kratos.ts'
import { servers } from '../support/servers.ts'
import { createWorld, expectNothingToDo, type World } from '../support/world.ts'

const [one, two] = ['1'.repeat(32), '2'.repeat(32)]
const path = '/metadata_admin/born'

describe.each(servers)('keys of digests on the $name', (choice) => {
  let server: TestServer
  beforeAll(async () => {
    if (choice.available) server = await choice.start()
  })
  afterAll(() => server?.stop())

  /** The folder with these keys in its idctl.yaml, and connections of its own. */
  async function withKeys(world: World, current?: string, ...former: string[]): Promise<World> {
    const file = join(world.root, 'idctl.yaml')
    const lines = readFileSync(file, 'utf8').split('\n')
    const others = lines.filter((line) => !line.includes('digest_key'))
    const keys = [
      ...(current === undefined ? [] : [`  digest_key: "${current}"`]),
      ...(former.length === 0 ? [] : [`  former_digest_keys: "${former.join(',')}"`]),
    ]
    writeFileSync(file, others.toSpliced(others.indexOf('kratos:') + 1, 0, ...keys).join('\n'))
    const next = await createWorld(server, { sharing: world })
    onTestFinished(() => next.close())
    return next
  }

  const document = (world: World, first: string, more = ', born: 1980-02-29') =>
    `traits: { email: ${world.email('ada')}, name: { first: ${first} } }\nmetadata_admin: { plain: open${more} }\nidctl: { key: ada }\n`
  const applied = async (world: World) => {
    const { report } = await world.apply()
    expect(report.counts).toMatchObject({ failed: 0, moved: 0 })
    return report.counts.done
  }
  const admin = async (world: World) =>
    (await world.find(world.email('ada')))?.['metadata_admin'] as unknown as { born?: string; idctl: Mark }
  const born = async (world: World) => (await admin(world)).idctl.fields[path]
  const codes = ({ diagnostics }: Plan) => diagnostics.map(({ code }) => code)

  async function start(): Promise<World> {
    const world = await createWorld(server, { settings: `sensitive: [${path}, /traits/name]\n` })
    onTestFinished(() => world.close())
    return world
  }

  test.skipIf(!choice.available)('a key that comes, is exchanged or goes leaves the second plan empty', async () => {
    const plain = await start()
    plain.write('ada.yaml', document(plain, 'ada'))
    await applied(plain)
    expect(await born(plain)).toBe(digestOf('1980-02-29'))

    const keyed = await withKeys(plain, one)
    await expectNothingToDo(keyed)
    keyed.write('ada.yaml', document(keyed, 'augusta'))
    expect(await applied(keyed)).toBe(1)
    const sealed = await born(keyed)
    expect(sealed).toMatch(/^~[\w-]{6}\.[\w-]{27}$/)
    expect((await admin(keyed)).idctl.fields).toMatchObject({ '/traits/name/first': digestOf('augusta') })
    await expectNothingToDo(keyed)

    const rotated = await withKeys(keyed, two, one)
    await expectNothingToDo(rotated)
    expect(await born(rotated)).toBe(sealed)
    rotated.write('ada.yaml', document(rotated, 'ada'))
    expect(await applied(rotated)).toBe(1)
    expect(await born(rotated)).not.toBe(sealed)
    const final = await withKeys(rotated, two)
    await expectNothingToDo(final)
    expect(codes(await final.plan())).toEqual([])

    const retired = await withKeys(final, undefined, two)
    await expectNothingToDo(retired)
    retired.write('ada.yaml', document(retired, 'augusta'))
    expect(await applied(retired)).toBe(1)
    expect(await born(retired)).toBe(digestOf('1980-02-29'))
  })

  test.skipIf(!choice.available)('without the key nothing is written or taken away until it is back', async () => {
    const keyed = await withKeys(await start(), one)
    keyed.write('ada.yaml', document(keyed, 'ada'))
    await applied(keyed)
    const sealed = await born(keyed)

    const lost = await withKeys(keyed, two)
    const quiet = await lost.plan()
    expect([quiet.changes, codes(quiet)]).toEqual([[], ['IDC240']])
    lost.write('ada.yaml', document(lost, 'ada', ''))
    expect((await lost.plan()).changes).toEqual([])
    lost.write('ada.yaml', document(lost, 'augusta', ''))
    expect(await applied(lost)).toBe(1)
    expect(await admin(lost)).toMatchObject({ born: '1980-02-29', idctl: { fields: { [path]: sealed } } })

    const back = await withKeys(lost, two, one)
    expect((await back.plan()).changes).toMatchObject([{ fields: [{ path, cause: 'removed' }] }])
    await applied(back)
    expect(await admin(back)).not.toHaveProperty('born')
    await expectNothingToDo(back)
  })

  test.skipIf(!choice.available)('a plan of whoever has the key is moved for whoever has not', async () => {
    const keyed = await withKeys(await start(), one)
    keyed.write('ada.yaml', document(keyed, 'ada'))
    await applied(keyed)
    keyed.write('ada.yaml', document(keyed, 'augusta'))
    const plan = await keyed.savePlan()
    expect(readFileSync(plan, 'utf8')).not.toContain(digestOf('1980-02-29'))
    const lost = await withKeys(keyed)
    expect((await lost.applyFile(plan)).counts).toMatchObject({ done: 0, moved: 1 })
    const rotated = await withKeys(lost, two, one)
    expect((await rotated.applyFile(plan)).counts).toMatchObject({ done: 1, moved: 0 })
    await expectNothingToDo(rotated)
  })
})
