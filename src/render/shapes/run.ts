import * as z from 'zod'
import { type ExitName, exitCodes } from '../../model/exit-codes.ts'
import { noOutcomes } from '../../model/outcome-counts.ts'
import { type Outcome, type OutcomeCode, type OutcomeKind, outcomeCodes, type RunProblem } from '../../model/report.ts'
import type { RunChange, StartedChange, UnreadableRun } from '../../model/run.ts'
import type { Shard, ShardOfPlan } from '../../model/shard.ts'
import type { FailureFound } from '../format.ts'
import { action } from './change.ts'
import { placeMembers, planInReport } from './plan.ts'
import { type All, count, each, flag, origin, time } from './values.ts'

const outcomeKinds = Object.keys(noOutcomes()) as OutcomeKind[]

const outcomeKind = z.enum(outcomeKinds)

const outcomeCode = z.enum([...outcomeCodes] as OutcomeCode[])

export const outcomeCounts = each(outcomeKinds, count).describe('How many changes ended so.')

export const startMembers = {
  key: z.string().describe('Stable name of the identity.'),
  action,
  disables: flag.describe('This update makes the person inactive.'),
  id: z.string().optional().describe('Id in Kratos, where it is known.'),
} satisfies All<StartedChange>

export const outcomeMembers = {
  ...startMembers,
  outcome: outcomeKind.describe(
    '`moved`: live was no longer what the plan saw, and nothing was written. `skipped`: not started.',
  ),
  origin: origin.optional(),
  code: outcomeCode.optional().describe('Why it was not done, or not whole. Stable.'),
  reason: z.string().optional().describe('The same for people.'),
  hint: z.string().optional().describe('What to do about it.'),
  paths: z.array(z.string()).optional().describe('Pointers that the reason of Kratos names.'),
  request_id: z.string().optional().describe('To search the log of Kratos for.'),
  waits: flag.describe('Done except for leaves that wait: `code` says why, and the run is not complete.'),
  orphan: flag.describe('A blocked orphan: it stays, and the run counts as complete.'),
} satisfies All<Outcome>

const outcome = z.object(outcomeMembers).meta({ id: 'Outcome', description: 'How one change ended.' })

export const problemMembers = {
  message: z.string().describe('What went wrong.'),
  hint: z.string().optional().describe('What to do about it.'),
} satisfies All<RunProblem>

const problem = z
  .object(problemMembers)
  .meta({ id: 'RunProblem', description: 'A problem of the run that belongs to no change.' })

const shardMembers = {
  index: count.describe('Which one it is; counts from 0.'),
  count: count.describe('How many shards there are.'),
} satisfies All<Shard>

const shard = z.object(shardMembers).meta({ id: 'Shard', description: 'The part of a plan that a run executed.' })

export const shardOfPlan = z
  .object({
    ...shardMembers,
    changes: count.describe('How many changes are in it.'),
    planned: count.describe('How many changes the whole plan has.'),
  } satisfies All<ShardOfPlan>)
  .meta({ id: 'ShardOfPlan', description: 'The part of a plan that a run executes, and how much of the plan it is.' })

export const reportMembers = {
  ...placeMembers,
  run: z.string().optional().describe('Id for `idctl runs`; absent where the run has no journal.'),
  shard: shardOfPlan.optional().describe('Absent when the whole plan was executed.'),
  summary: outcomeCounts,
  interrupted: z.boolean().describe('A signal stopped the run.'),
  unavailable: z.string().optional().describe('Why the server became unavailable, and since when.'),
  outcomes: z.array(outcome),
  problems: z.array(problem).optional(),
  plan: planInReport.optional(),
}

const exits = Object.keys(exitCodes) as ExitName[]

export const exitMembers = {
  exit: z.int().describe('The exit code.'),
  name: z.enum(exits).describe('Its name.'),
}

export const failureMembers = {
  ...exitMembers,
  message: z.string().describe('What went wrong.'),
  hint: z.string().optional().describe('What to do.'),
} satisfies All<FailureFound>

export const pastRunMembers = {
  run: z.string().describe('Sorts by time.'),
  command: z.string().describe('Name of the command.'),
  ...placeMembers,
  idctl_version: z.string().describe('The version that ran.'),
  plan_digest: z.string().optional().describe('Digest of the plan file, when the command was given one.'),
  commit: z.string().optional().describe('Full hash of the commit that the plan was made from.'),
  shard: shard.optional().describe('Absent when the whole plan was executed.'),
  started_at: time.describe('When it began.'),
  ended_at: time.optional().describe('Absent when the run was killed or is still running.'),
  result: z.enum([...exits, 'unfinished']).describe('Name of the exit code.'),
  exit: z.int().optional().describe('The exit code.'),
  interrupted: z.enum(['stop', 'abort']).optional().describe('A signal stopped it; a second one aborted it.'),
  unavailable: z.string().optional().describe('Why the server became unavailable.'),
  summary: outcomeCounts,
  under_way: count.describe('Changes that had begun and have no outcome.'),
  missing_records: count.describe('Records that could not be written, and lines that cannot be read.'),
}

const runSummary = z.object(pastRunMembers).meta({ id: 'RunSummary', description: 'One run of the past.' })

export const unreadableMembers = {
  run: z.string().describe('By the name of its file.'),
  result: z.literal('unreadable'),
  problem: z.string().describe('What is wrong with its journal.'),
} satisfies All<UnreadableRun & { result: unknown }>

const unreadable = z
  .object(unreadableMembers)
  .meta({ id: 'UnreadableRun', description: 'A journal that cannot be read.' })

export const runChangeMembers = {
  ...startMembers,
  outcome: outcomeKind.nullable().describe('`null`: it was under way when the journal ended.'),
  origin: origin.optional(),
  code: outcomeCode.optional().describe('Why it was not done, or not whole. Stable.'),
  waits: flag.describe('Done except for leaves that wait.'),
  request_id: z.string().optional().describe('To search the log of Kratos for.'),
} satisfies All<RunChange>

const runChange = z.object(runChangeMembers).meta({ id: 'RunChange', description: 'One change of a run.' })

export const runsMembers = { runs: z.array(z.union([runSummary, unreadable])).describe('Newest first.') }

export const runStory = z
  .object({ ...pastRunMembers, changes: z.array(runChange).describe('In the order in which they began or ended.') })
  .meta({ id: 'RunWithChanges', description: 'One run of the past with its changes.' })
