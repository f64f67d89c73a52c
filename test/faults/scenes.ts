import type { InviteSink } from '../../src/index.ts'
import type { World } from '../support/world.ts'
import type { EndpointName } from './matrix.ts'

/** What the folder's owner does next, so that a certain endpoint is needed. */
export interface Scene {
  /** Edits before the faults; gives what is executed under them, by default plan and apply. */
  prepare(world: World, keep: () => void): Promise<{ planFile?: string }>
  /** Who may be written, as `METHOD key`; without a key: the collection. */
  readonly writes: readonly string[]
  /** Whose document has left the folder. */
  readonly leaves?: readonly string[]
}

export const people = ['ada', 'bob', 'cleo'] as const

/** bcrypt of published examples. */
const hashes = [
  '$2a$10$ZsCsoVQ3xfBG/K2z2XpBf.tm90GZmtOqtqWcB5.pYd5Eq8y7RlDyq',
  '$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy',
] as const

function write(world: World, key: string, first: string, more = '', own = ''): void {
  const traits = `traits: { email: ${world.email(key)}, name: { first: ${first} } }\n`
  world.write(`${key}.yaml`, `${traits}${more}idctl: { key: ${key}${own} }\n`)
}

/** Nothing of it is unique: Kratos would make it again and again. */
function writeRobot(world: World, key: string): void {
  world.write(`${key}.yaml`, `traits: { name: { first: ${key} } }\nidctl: { key: ${key} }\n`)
}

function password(number: 0 | 1): string {
  return `credentials: { password: { config: { hashed_password: "${hashes[number]}" } } }\n`
}

/** Everybody as they are before the faults. */
export function writeEverybody(world: World): void {
  for (const key of people) write(world, key, key, key === 'ada' ? password(0) : '')
  writeRobot(world, 'robot')
}

const edits: Scene['prepare'] = async (world) => {
  write(world, 'ada', 'Augusta', password(0))
  world.remove('bob.yaml')
  write(world, 'dora', 'dora')
  return {}
}
const everything = {
  writes: ['POST', 'PATCH', 'PATCH ada', 'DELETE bob'],
  leaves: ['bob'],
}

export const scenes: Readonly<Record<EndpointName, Scene>> = {
  list: { prepare: edits, ...everything },
  schema: { prepare: edits, ...everything },
  ids: {
    async prepare(world, keep) {
      // The re-read of this apply is the old answer that a cache may give.
      write(world, 'ada', 'Ada', password(0))
      await world.apply()
      keep()
      write(world, 'ada', 'Augusta', password(0))
      return {}
    },
    writes: ['PATCH ada'],
  },
  get: {
    async prepare(world) {
      write(world, 'dora', 'dora', `external_id: ${world.workspace}\n`)
      world.remove('bob.yaml')
      const planFile = await world.savePlan()
      await world.applyFile(planFile)
      // Executed once more it meets a conflict, and nobody to delete.
      return { planFile }
    },
    writes: ['POST'],
    leaves: ['bob'],
  },
  batch: {
    async prepare(world) {
      for (const key of ['dora', 'eli']) write(world, key, key)
      return {}
    },
    writes: ['PATCH', 'POST'],
  },
  create: {
    async prepare(world) {
      write(world, 'dora', 'dora')
      return {}
    },
    writes: ['POST'],
  },
  patch: {
    async prepare(world) {
      for (const key of ['bob', 'cleo']) write(world, key, 'New')
      return {}
    },
    writes: ['PATCH bob', 'PATCH cleo'],
  },
  put: {
    async prepare(world) {
      write(world, 'ada', 'ada', password(1))
      return {}
    },
    writes: ['PUT ada'],
  },
  delete: {
    async prepare(world) {
      world.remove('bob.yaml')
      return {}
    },
    writes: ['DELETE bob'],
    leaves: ['bob'],
  },
  sessions: {
    async prepare(world) {
      write(world, 'bob', 'bob', 'state: inactive\n')
      return {}
    },
    writes: ['PATCH bob', 'DELETE bob/sessions'],
  },
  recovery: {
    async prepare(world) {
      write(world, 'dora', 'dora', '', ', on_create: recovery_code')
      return {}
    },
    writes: ['POST', 'PATCH dora', 'POST recovery'],
  },
}

/** Invitations, kept for nobody. */
export function inviteSink(): InviteSink & { readonly keys: string[] } {
  const keys: string[] = []
  return { keys, deliver: async ({ key }) => void keys.push(key) }
}
