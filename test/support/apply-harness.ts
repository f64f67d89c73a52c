import type { ApplyContext } from '../../src/apply/context.ts'
import { executeChanges } from '../../src/apply/executor.ts'
import { baseOf } from '../../src/identity/base.ts'
import { liveLeaf } from '../../src/identity/live-document.ts'
import { abilitiesOf } from '../../src/live/kratos/abilities.ts'
import type {
  Change,
  CreateChange,
  DeleteChange,
  DisableChange,
  FieldChange,
  ReleaseChange,
  UpdateChange,
} from '../../src/model/change.ts'
import { digestOf } from '../../src/model/digest.ts'
import type { LiveIdentity, Mark } from '../../src/model/identity.ts'
import type { Json } from '../../src/model/json.ts'
import type { Outcome, Report } from '../../src/model/report.ts'
import { type MemoryLive, schemas } from './memory-live.ts'

const workspace = 'acme-7f3k'

export function markOf(key: string, fields: Mark['fields'] = {}, extra: Partial<Mark> = {}): Mark {
  return { v: 1, workspace, key, origin: 'people.yaml', made: 'created', fields, ...extra }
}

/** `{ '/traits/email': 'ada@example.com' }` as the leaves of a change; `undefined` removes. */
function fieldsOf(values: Readonly<Record<string, Json | undefined>>): FieldChange[] {
  return Object.entries(values).map(([path, after]) => ({
    path,
    cause: 'pending',
    sensitive: false,
    ...(after === undefined ? {} : { after }),
  }))
}

function digests(values: Readonly<Record<string, Json | undefined>>): Mark['fields'] {
  return Object.fromEntries(
    Object.entries(values).map(([path, value]) => [path, value === undefined ? '-' : digestOf(value)]),
  )
}

const common = { consequences: [], counts: {} } as const

export function create(
  key: string,
  values: Readonly<Record<string, Json>>,
  extra: Partial<CreateChange> = {},
): CreateChange {
  const all = { '/schema_id': 'person', ...values }
  const mark = markOf(key, digests(all))
  return { ...common, action: 'create', key, reason: 'new', fields: fieldsOf(all), mark, way_in: [], ...extra }
}

export function update(
  live: LiveIdentity,
  values: Readonly<Record<string, Json | undefined>>,
  extra: Partial<UpdateChange> = {},
): UpdateChange {
  const before = live.mark.kind === 'mark' ? live.mark.mark : markOf(live.id)
  const fields = fieldsOf(values)
  return {
    ...common,
    action: 'update',
    id: live.id,
    key: before.key,
    reason: 'pending',
    fields,
    base: baseOf(
      live,
      fields.map(({ path }) => path),
    ),
    mark: { ...before, fields: { ...before.fields, ...digests(values) } },
    ...extra,
  }
}

export function disable(live: LiveIdentity): DisableChange {
  const mark = live.mark.kind === 'mark' ? live.mark.mark : markOf(live.id)
  const fields = fieldsOf({ '/state': 'inactive' })
  return {
    ...common,
    action: 'disable',
    id: live.id,
    key: mark.key,
    reason: 'document-gone',
    fields,
    base: baseOf(live, ['/state']),
    mark: { ...mark, disabled: { at: '2026-01-01T00:00:00.000Z', state_before: 'active' } },
    revoke_sessions: true,
  }
}

export function remove<A extends 'delete' | 'release'>(
  action: A,
  live: LiveIdentity,
  extra: { after?: string[] } = {},
): A extends 'delete' ? DeleteChange : ReleaseChange {
  const key = live.mark.kind === 'mark' ? live.mark.mark.key : live.id
  const base = baseOf(live, [])
  const change = { ...common, action, id: live.id, key, reason: 'document-gone', fields: [], base, ...extra }
  return change as unknown as A extends 'delete' ? DeleteChange : ReleaseChange
}

/** A managed person that is already there. */
export function managed(live: MemoryLive, key: string, values: Readonly<Record<string, Json>> = {}): LiveIdentity {
  const traits = { email: `${key}@example.com`, ...values }
  return live.seed({ schema_id: 'person', traits, metadata_admin: { idctl: markOf(key) as unknown as Json, cost: 7 } })
}

export function contextFor(live: MemoryLive, overrides: Partial<ApplyContext> = {}): ApplyContext {
  let ids = 0
  return {
    source: live,
    target: live,
    abilities: abilitiesOf('v25.4', 'Kratos v26.2.0'),
    workspace,
    schemas,
    secrets: { reference: (text) => `value of ${text}`, literal: () => undefined },
    fingerprintOfHash: digestOf,
    checkPasswordHash: (text) => (text.startsWith('$2') ? undefined : 'is of no format that Kratos accepts'),
    newId: () => `patch-${++ids}`,
    random: () => 0.5,
    sleep: async () => undefined,
    now: () => 0,
    concurrency: 4,
    batchSize: 250,
    batchesInFlight: 2,
    stop: new AbortController().signal,
    abort: new AbortController().signal,
    onOutcome: () => undefined,
    ...overrides,
  }
}

export async function apply(
  live: MemoryLive,
  changes: readonly Change[],
  overrides: Partial<ApplyContext> = {},
): Promise<Report> {
  async function* stream() {
    yield* changes
  }
  return executeChanges(stream(), contextFor(live, overrides))
}

/** Outcomes by key, as short as tests want to read them. */
export function kinds(report: Report): Record<string, Outcome['outcome']> {
  return Object.fromEntries(report.outcomes.map(({ key, outcome }) => [key, outcome]))
}

export function leaf(live: MemoryLive, id: string, path: string): Json | undefined {
  const identity = live.identities.get(id)
  return identity && liveLeaf(identity, path)
}
