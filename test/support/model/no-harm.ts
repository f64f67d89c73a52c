import { expect } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts'
import { markOf } from '../world.ts'
import type { Document } from './folder.ts'
import type { ModelWorld, RunEnd } from './model-world.ts'
import type { PersonName } from './steps.ts'

/** The server and the folder right before a run. */
export interface Moment {
  readonly documents: ReadonlyMap<PersonName, Document>
  readonly identities: ReadonlyMap<string, JsonObject>
}

export async function momentOf(world: ModelWorld, documents: Moment['documents']): Promise<Moment> {
  const everybody = await world.everybody()
  return { documents, identities: new Map(everybody.map((identity) => [identity['id'] as string, identity])) }
}

/** What must hold after any run, also one that failed, was interrupted or refused. */
export async function noHarm(world: ModelWorld, before: Moment, end: RunEnd): Promise<void> {
  const after = new Map((await world.everybody()).map((identity) => [identity['id'] as string, identity]))
  const kept = new Set([...before.documents.values()].flatMap(({ key, previously }) => [key, ...previously]))
  for (const [id, identity] of before.identities) {
    const now = after.get(id)
    const mark = markOf(identity)
    if (mark === undefined) {
      expect(now, 'nobody without our mark is gone').toBeDefined()
      if (now && markOf(now) === undefined) expect(now, 'a stranger is untouched').toEqual(identity)
    } else if (kept.has(mark['key'] as string) || mark['protect'] === true) {
      expect(now, 'nobody is gone whose document is there, or who is protected').toBeDefined()
      expect(now && markOf(now), 'and nobody is released').toBeDefined()
    }
    if (now) expect(unmanagedOf(now), 'what no file speaks about is untouched').toEqual(unmanagedOf(identity))
    if (now && end.kind === 'reported') await signedOut(world, identity, now)
  }
  const keys = [...after.values()].flatMap((identity) => markOf(identity)?.['key'] ?? [])
  expect(new Set(keys).size, 'nobody is there twice').toBe(keys.length)
  if (end.kind === 'refused')
    expect([...after.values()], 'a refused run writes nothing').toEqual([...before.identities.values()])
}

/** Whoever a run locked out has no session left, unless it says that this is still owed. */
async function signedOut(world: ModelWorld, before: JsonObject, now: JsonObject): Promise<void> {
  if (before['state'] !== 'active' || now['state'] !== 'inactive') return
  const todo = markOf(now)?.['todo']
  if (Array.isArray(todo) && todo.includes('revoke_sessions')) return
  expect(await world.activeSessions(now['id'] as string), 'no session outlives the access').toBe(0)
}

function unmanagedOf(identity: JsonObject): Json {
  const traits = identity['traits'] as JsonObject
  const admin = identity['metadata_admin']
  return [
    traits['phone'] ?? null,
    isJsonObject(admin) ? (admin['crm'] ?? null) : null,
    identity['metadata_public'] ?? null,
  ]
}
