import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runsOf } from '../support/depth.ts'
import { applyWith, inventoryOf } from '../support/inventory.ts'
import type { TestServer } from '../support/kratos.ts'
import { startSandboxServer } from '../support/servers.ts'
import { createWorld, markOf, type World } from '../support/world.ts'

const who = fc.constantFrom('ada', 'bob', 'cleo')

type Step =
  /** Of the folder's owner. */
  | { readonly kind: 'write' | 'remove'; readonly who: string }
  /** By somebody else, in Kratos. */
  | { readonly kind: 'erase'; readonly who: string }
  /** A kill cut the last line. */
  | { readonly kind: 'tear' }
  | { readonly kind: 'apply'; readonly consent: boolean }
  /** A plan that was made without the inventory. */
  | { readonly kind: 'apply-file' }

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), who }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), who }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('erase' as const), who }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('tear' as const) }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('apply' as const), consent: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('apply-file' as const) }) },
  ) as fc.Arbitrary<Step>,
  { minLength: 4, maxLength: 14 },
)

let server: TestServer
beforeAll(async () => {
  server = await startSandboxServer()
})
afterAll(() => server.stop())

/** What must be known of each key: applied and there, or applied and erased by somebody else. */
type Model = Map<string, 'there' | 'erased'>

class Scene {
  readonly world: World
  readonly documents = new Set<string>()
  readonly model: Model = new Map()

  constructor(world: World) {
    this.world = world
  }

  get file(): string {
    return join(this.world.root, 'inventory.ndjson')
  }

  /** Documents of people who were erased. */
  get lost(): string[] {
    return [...this.documents].filter((key) => this.model.get(key) === 'erased').sort()
  }

  applied(): void {
    for (const [key, state] of this.model) {
      if (state === 'there' && !this.documents.has(key)) this.model.delete(key)
    }
    for (const key of this.documents) this.model.set(key, 'there')
  }

  async live(): Promise<string[]> {
    return (await this.world.ours()).map((identity) => markOf(identity)?.['key'] as string).sort()
  }
}

const everything = { removals: 99, field_removals: 99, identifier_changes: 99, updates: 99, adoptions: 99 }

async function take(scene: Scene, step: Step): Promise<void> {
  const { world, documents, model, file } = scene
  switch (step.kind) {
    case 'write':
      documents.add(step.who)
      return world.write(
        `${step.who}.yaml`,
        `traits: { email: ${world.email(step.who)} }\nidctl: { key: ${step.who} }\n`,
      )
    case 'remove':
      if (documents.delete(step.who)) world.remove(`${step.who}.yaml`)
      return
    case 'erase': {
      const identity = await world.find(world.email(step.who))
      if (identity === undefined) return
      await world.request('DELETE', `/identities/${identity['id']}`)
      model.set(step.who, 'erased')
      return
    }
    case 'tear':
      if (existsSync(file)) appendFileSync(file, '{"key":"01')
      return
    case 'apply':
      return applyOnce(scene, step.consent)
    case 'apply-file':
      return applySaved(scene)
  }
}

async function applyOnce(scene: Scene, consent: boolean): Promise<void> {
  const { lost } = scene
  const consents = { ...everything, ...(consent ? { recreations: lost.length } : {}) }
  const { plan, report } = await applyWith(scene.world, scene.file, consents)
  const recreated = plan.changes.filter((change) => change.action === 'create' && change.recreates)
  expect(recreated.map(({ key }) => key).sort()).toEqual(lost)
  expect(report === undefined).toBe(lost.length > 0 && !consent)
  if (report === undefined) return
  expect(report.counts).toMatchObject({ failed: 0, moved: 0, skipped: 0, blocked: 0 })
  scene.applied()
}

async function applySaved(scene: Scene): Promise<void> {
  const { world, lost } = scene
  const saved = await world.savePlan({ consents: everything })
  const inventory = await inventoryOf(world, scene.file)
  const report = await world.applyFile(saved, {}, undefined, { inventory }).catch((error: unknown) => error)
  if (lost.length > 0) return expect(report).toMatchObject({ exit: 'refused' })
  expect(report).toMatchObject({ counts: { failed: 0, moved: 0, skipped: 0, blocked: 0 } })
  scene.applied()
}

test('law: who was applied and then erased never comes back without consent, and nobody else ever needs it', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const scene = new Scene(await createWorld(server))
      try {
        for (const step of sequence) {
          await take(scene, step)
          const there = [...scene.model].filter(([, state]) => state === 'there')
          expect(await scene.live()).toEqual(there.map(([key]) => key).sort())
        }
      } finally {
        await scene.world.close()
      }
    }),
    { numRuns: runsOf({ quick: 8, deep: 120 }), endOnFailure: true },
  )
}, 600_000)
