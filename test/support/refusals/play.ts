import { expect } from 'vitest'
import type { Plan } from '../../../src/index.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { SandboxError } from '../../../src/sandbox/index.ts'
import { errorsOf, planIn } from '../planned.ts'
import { markOf } from '../world.ts'
import type { Content, Deed, RefusalStory } from './story.ts'
import { createRefusalWorld, type RefusalWorld } from './world.ts'

/** How often what happened, so that a test can tell that it tests something. */
export type Seen = (what: string) => void

/** Lives through a story, and holds what must hold after each apply. */
export async function play(story: RefusalStory, seen: Seen): Promise<void> {
  const settings = `removal: { created: ${story.created}, adopted: ${story.adopted} }\nadopt: ${story.adopt}\n`
  const world = await createRefusalWorld(story.profile, settings)
  try {
    if (!(await restarted(world, story))) return seen('does not start')
    for (const step of [...story.steps, { kind: 'apply' } as const]) {
      if (step.kind === 'apply') await applyQuietly(world, seen)
      else await take(world, step, story, seen)
    }
  } finally {
    await world.close()
  }
}

interface Schemas {
  readonly person: JsonObject
  readonly other: JsonObject
}

async function restarted(world: RefusalWorld, { person, other }: Schemas): Promise<boolean> {
  try {
    await world.restart({ person, other })
    return true
  } catch (error) {
    if (error instanceof SandboxError) return false
    throw error
  }
}

const fileOf = (who: number): string => `p${who}.json`

async function take(world: RefusalWorld, step: Deed, story: RefusalStory, seen: Seen): Promise<void> {
  switch (step.kind) {
    case 'write':
      return world.write(fileOf(step.who), documentOf(step.who, step.content))
    case 'remove':
      return world.remove(fileOf(step.who))
    case 'edit': {
      const identity = await find(world, step.who)
      if (identity === undefined) return
      const operation = { op: 'add', path: step.path, value: step.value }
      await world.request('PATCH', `/identities/${identity['id'] as string}`, [operation])
      return
    }
    case 'stranger':
      await world.request('POST', '/identities', { traits: step.traits })
      return
    case 'sign-in': {
      const identity = await find(world, step.who)
      if (identity?.['state'] === 'active') await world.signIn(identity['id'] as string)
      return
    }
    case 'schemas':
      // What Kratos does not start with is put back.
      if (!(await restarted(world, step))) await restarted(world, story)
      else seen('schemas replaced')
      return
  }
}

function documentOf(who: number, { ownership, ...content }: Content): JsonObject {
  const idctl = { key: `p${who}`, ...(Object.keys(ownership).length > 0 && { ownership }) }
  return JSON.parse(JSON.stringify({ ...content, idctl })) as JsonObject
}

async function find(world: RefusalWorld, who: number): Promise<JsonObject | undefined> {
  const { body } = await world.request('GET', '/identities?page_size=500')
  return (body as JsonObject[]).find((identity) => markOf(identity)?.['key'] === `p${who}`)
}

/** The law: a plan without errors is carried out, and leaves nothing to do but what is blocked. */
async function applyQuietly(world: RefusalWorld, seen: Seen): Promise<void> {
  const plan = await planWithoutErrors(world, seen)
  if (plan === undefined) return
  const report = await world.apply(plan)
  for (const { action, outcome, reason } of report.outcomes) {
    seen(`${action} ${outcome}`)
    expect(['done', 'already-done', 'blocked'], `${action}: ${reason}`).toContain(outcome)
  }
  const again = planIn(await world.plan())
  const open = again.changes.filter(({ action, blocked }) => action !== 'none' && blocked === undefined)
  expect(open, 'the plan after an apply is empty').toEqual([])
}

/** Whoever owns the folder takes out what a plan calls an error. */
async function planWithoutErrors(world: RefusalWorld, seen: Seen): Promise<Plan | undefined> {
  for (let round = 0; round < 8; round += 1) {
    const planned = await world.plan()
    if (planned.ok) return planned.plan
    const errors = errorsOf(planned)
    for (const { code } of errors) seen(code)
    const files = new Set(errors.flatMap(({ at }) => (at?.file.endsWith('.json') ? [at.file] : [])))
    if (files.size === 0) break
    for (const file of files) world.remove(file.slice('identities/'.length))
  }
  seen('errors that no document has')
  return undefined
}
