import * as z from 'zod'
import { type Action, effectiveActions } from '../../model/change.ts'
import { exitCodes } from '../../model/exit-codes.ts'
import type { OutcomeKind } from '../../model/report.ts'
import type { RunHeader } from '../../model/run.ts'
import { locationSchema } from '../planfile/change-schema.ts'

/**
 * The journal of a run: NDJSON, first a `header`, then a `start` before the first write of each change and an `outcome`
 * after it, `interrupted` at a signal, last an `end`. It has keys, ids, places in files, actions, outcomes and the codes of their
 * reasons, but no values and no texts of reasons, which may quote what Kratos holds. Only `end` says in words why a run stopped, if
 * the server went away.
 */
export const journalFormat = 'idctl-run'
export const journalFormatVersion = 1

const actions = [...effectiveActions, 'none'] as const satisfies readonly Action[]
const outcomes = [
  'done',
  'already-done',
  'moved',
  'failed',
  'skipped',
  'blocked',
] as const satisfies readonly OutcomeKind[]
const exits = Object.keys(exitCodes) as (keyof typeof exitCodes)[]

const change = {
  at: z.string(),
  key: z.string(),
  action: z.enum(actions),
  disables: z.literal(true).exactOptional(),
  id: z.string().exactOptional(),
}

const header = z.object({
  record: z.literal('header'),
  format: z.literal(journalFormat),
  format_version: z.literal(journalFormatVersion),
  run: z.string(),
  idctl_version: z.string(),
  command: z.string(),
  target: z.string(),
  workspace: z.string(),
  started_at: z.iso.datetime(),
  plan_digest: z.string().exactOptional(),
  commit: z.string().exactOptional(),
  shard: z.object({ index: z.int().min(0), count: z.int().min(1) }).exactOptional(),
  masked: z.literal(true).exactOptional(),
}) satisfies z.ZodType<RunHeader>

/** One line. Unknown members, which a later version may add, are ignored. */
export const recordSchema = z.discriminatedUnion('record', [
  header,
  z.object({ record: z.literal('start'), ...change }),
  z.object({
    record: z.literal('outcome'),
    ...change,
    outcome: z.enum(outcomes),
    origin: locationSchema.exactOptional(),
    /** An `OutcomeCode`; a later version may know more of them. */
    code: z.string().exactOptional(),
    waits: z.literal(true).exactOptional(),
    request_id: z.string().exactOptional(),
  }),
  z.object({ record: z.literal('interrupted'), at: z.string(), level: z.enum(['stop', 'abort']) }),
  /** How many records before this one could not be written. */
  z.object({ record: z.literal('lost'), at: z.string(), records: z.int().min(1) }),
  z.object({ record: z.literal('end'), at: z.string(), exit: z.enum(exits), why: z.string().exactOptional() }),
])

export type JournalRecord = z.infer<typeof recordSchema>
