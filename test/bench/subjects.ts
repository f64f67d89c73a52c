import { type Folder, people } from './folder.ts'
import { runIdctl, runNode, runRaw, type Took } from './run.ts'

/** Something that is measured: idctl, beside the least that could do the same. */
export interface Subject {
  readonly name: string
  /** Identities that the run is about; `undefined` where it is about the start of the process. */
  readonly identities?: number
  /** Untimed, before each of the two. */
  readonly prepare?: () => Promise<unknown>
  readonly raw: () => Promise<Took>
  readonly idctl: () => Promise<Took>
}

/** In the order in which they follow on one another: the people of one are those of the next. */
export function subjectsOf(folder: Folder, adminUrl: string, count: number): readonly Subject[] {
  const all = people(count)
  const some = all.slice(0, Math.min(1000, Math.ceil(count / 10)))
  const keys = (list: typeof all) => list.map(({ external_id }) => external_id)
  const allKeys = folder.list('everybody.ndjson', keys(all))
  const few = folder.list('some.ndjson', keys(some))
  const creations = folder.list(
    'creations.ndjson',
    all.map((person) => ({ schema_id: 'person', ...person })),
  )
  const bare = (...args: readonly string[]) => runRaw(folder.path, adminUrl, ...args)
  const idctl = (...args: readonly string[]) => runIdctl(folder.path, ...args)
  const apply = () => idctl('apply', '--yes', '--quiet')
  const everybody = () => everybodyThere(folder, count)
  let edits = 0
  const edit = async (): Promise<void> => {
    edits += 1
    folder.write([...people(some.length, `role-${edits}`), ...all.slice(some.length)])
  }
  const leave = async (): Promise<void> => {
    await everybody()
    folder.write(all.slice(some.length))
  }
  const saved = 'changes.plan'
  const save = () => idctl('plan', '--out', saved)
  const applySaved = () => idctl('apply', saved, '--yes', '--quiet')
  return [
    {
      name: `create ${count}`,
      identities: count,
      prepare: async () => {
        folder.write(all)
        await bare('delete', allKeys)
      },
      raw: () => bare('create', creations),
      idctl: apply,
    },
    {
      name: `plan without change, ${count}, NDJSON`,
      identities: count,
      prepare: everybody,
      raw: () => bare('list'),
      idctl: () => idctl('plan'),
    },
    {
      name: `plan without change, ${count}, YAML`,
      identities: count,
      prepare: async () => folder.write(all, 'yaml'),
      raw: () => bare('list'),
      idctl: () => idctl('plan'),
    },
    {
      name: `edit ${some.length} of ${count}`,
      identities: count,
      prepare: edit,
      raw: () => bare('put', few),
      idctl: apply,
    },
    {
      name: `edit ${some.length} of ${count}, saved plan`,
      identities: some.length,
      prepare: () => edit().then(save),
      raw: () => bare('put', few),
      idctl: applySaved,
    },
    {
      name: `remove ${some.length} of ${count}`,
      identities: count,
      prepare: leave,
      raw: () => bare('delete', few),
      idctl: apply,
    },
    {
      name: `remove ${some.length} of ${count}, saved plan`,
      identities: some.length,
      prepare: () => leave().then(save),
      raw: () => bare('delete', few),
      idctl: applySaved,
    },
  ]
}

/** A plan of these people without change, on a server that also has strangers; `adminUrl` is that of `replay.js`. */
export function amongStrangers(folder: Folder, adminUrl: string, count: number, strangers: number): Subject {
  return {
    name: `plan without change, ${count}, among ${strangers} strangers`,
    identities: count + strangers,
    prepare: async () => folder.pointTo(adminUrl),
    raw: () => runRaw(folder.path, adminUrl, 'list'),
    idctl: () => runIdctl(folder.path, 'plan'),
  }
}

/** All of them on the server, and as documents. */
export async function everybodyThere(folder: Folder, count: number): Promise<void> {
  folder.write(people(count))
  await runIdctl(folder.path, 'apply', '--yes', '--quiet')
}

/** How long it takes until idctl begins. */
export function startsOf(folder: Folder): readonly Subject[] {
  const raw = () => runNode(folder.path)
  return [
    { name: 'start: --version', raw, idctl: () => runIdctl(folder.path, '--version') },
    {
      name: 'start: plan of one document',
      prepare: async () => folder.write(people(1)),
      raw,
      idctl: () => runIdctl(folder.path, 'plan'),
    },
  ]
}

/** Removes whoever a run of `count` people made. */
export async function cleanUp(folder: Folder, adminUrl: string, count: number): Promise<void> {
  const file = folder.list(
    'cleanup.ndjson',
    people(count).map(({ external_id }) => external_id),
  )
  await runRaw(folder.path, adminUrl, 'delete', file)
}
