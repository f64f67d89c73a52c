import { expect } from 'vitest'
import type { Plan } from '../../../src/index.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { markOf, steps } from '../world.ts'
import { emailOf, linkOf } from './folder.ts'
import type { Life } from './life.ts'
import { identifiersOf, linksOf, passwordOf } from './reading.ts'

/**
 * After quiet runs: nothing is left to do but what waits for a person, live is as the files say, and nobody has a way in
 * that the files and their own doing did not give.
 */
export async function allIsWell(life: Life): Promise<void> {
  const { world, own, given } = life
  await runQuietly(life)
  const plan = await world.plan()
  expect(unfinished(plan), 'the plan is empty').toEqual([])
  const blocked = new Set(plan.changes.filter((change) => change.blocked).map(({ key }) => key))
  const everybody = await world.everybody()
  for (const { who, key, mail, content } of life.valid()) {
    if (blocked.has(key)) continue
    const identity = everybody.find((candidate) => markOf(candidate)?.['key'] === key)
    expect(identity, key).toMatchObject({
      state: content.state ?? expect.stringMatching(/active|inactive/),
      traits: {
        email: emailOf(mail),
        name: { first: content.first },
        ...(content.roles.length > 0 && { roles: expect.arrayContaining([...content.roles]) }),
      },
    })
    if (!identity) continue
    const admin = identity['metadata_admin'] as JsonObject
    if (content.team === null) expect(admin).not.toHaveProperty('team')
    if (typeof content.team === 'string') expect(admin).toMatchObject({ team: content.team })
    const doing = own.get(identity['id'] as string)
    const links = linksOf(identity)
    const wanted = content.links.map((number) => linkOf(who, number))
    const allowed = [...wanted, ...(doing?.links ?? []), ...leftBehind(identity, given.get(who))]
    expect(allowed, 'no link from nowhere').toEqual(expect.arrayContaining(links))
  }
  for (const identity of everybody) await waysIn(life, identity)
  life.seen(blocked.size > 0 ? 'ends with blocked' : 'ends quiet')
}

/**
 * A follow-up of an interrupted run may come first, and what it frees after it. Where an account without a document (a
 * stranger's, a disabled one) holds a value of the files, that document waits, and somebody has to decide: here, that it goes.
 */
async function runQuietly(life: Life): Promise<void> {
  const { world } = life
  for (let run = 0; run < 3; run += 1) {
    await life.run(() => world.apply())
    const { changes } = await world.plan()
    const why = changes.flatMap(({ blocked }) => (blocked?.code === 'collision' ? [blocked.reason] : []))
    if (why.length === 0) continue
    life.seen('squatter removed')
    const keys = new Set<unknown>(life.valid().map(({ key }) => key))
    for (const identity of await world.everybody()) {
      const id = identity['id'] as string
      const isSquatter = !keys.has(markOf(identity)?.['key']) && why.some((reason) => reason.includes(id))
      if (isSquatter) await world.request('DELETE', `/identities/${id}`)
    }
  }
}

/** Links of an adopted account stay as they are: idctl did not write them. */
function leftBehind(identity: JsonObject, given: ReadonlySet<string> | undefined): string[] {
  return markOf(identity)?.['made'] === 'adopted' ? [...(given ?? [])] : []
}

async function waysIn({ own, given }: Life, identity: JsonObject): Promise<void> {
  const email = emailIn(identity)
  for (const type of ['password', 'code']) {
    expect(identifiersOf(identity, type), 'only its own address signs in').toEqual([email])
  }
  const hash = passwordOf(identity)
  const doing = own.get(identity['id'] as string)
  const key = markOf(identity)?.['key']
  const isTheirs = key === undefined || (doing?.who !== undefined && String(key).startsWith(doing.who))
  if (doing?.isSettled && isTheirs) expect(hash, 'the password that the person has set stays').toBe(doing.hash)
  const fromFiles = [...given.values()].flatMap((set) => [...set])
  const isOwn = hash === undefined || hash === doing?.hash || hash.startsWith('$2a$04$p')
  expect(isOwn || fromFiles.includes(hash), 'no password from nowhere').toBe(true)
}

/** What another apply would do. */
function unfinished(plan: Plan): string[] {
  return steps({ ...plan, changes: plan.changes.filter(({ action, blocked }) => action !== 'none' && !blocked) })
}

function emailIn(identity: JsonObject): string {
  return (identity['traits'] as JsonObject)['email'] as string
}
