import * as z from 'zod'
import { formatVersion } from '../format-version.ts'
import { changeMembers, privilegedCounts } from './change.ts'
import { baselineMembers, driftedMembers, driftSummaryMembers, minSightings, unmanagedMembers } from './drift.ts'
import { accessMembers, guardMembers, headMembers, placeMembers, summaryMembers } from './plan.ts'
import {
  exitMembers,
  failureMembers,
  outcomeCounts,
  outcomeMembers,
  pastRunMembers,
  problemMembers,
  runChangeMembers,
  shardOfPlan,
  startMembers,
  unreadableMembers,
} from './run.ts'
import { count, diagnosticMembers, flag, type Shaped, time } from './values.ts'

const at = { at: time.describe('When it happened.') }

/** What is in each event, by its `type`, in the order in which they come. */
export const events = {
  begin: {
    meaning: 'The first event of every command.',
    members: {
      format_version: z.literal(formatVersion).describe('The version of this format.'),
      ...at,
      command: z.string().describe('Name of the command.'),
      idctl_version: z.string().describe('The version that runs.'),
      masked: flag.describe('`--mask`: keys, ids, values and names of files are pseudonyms.'),
    },
  },
  reading: {
    meaning: 'How many live identities have been read; at most one event a second.',
    members: { ...at, identities: count.describe('Until now.') },
  },
  wait: {
    meaning: 'Nothing happens for a second or longer.',
    members: {
      ...at,
      why: z
        .enum(['rate', 'retry', 'down', 'answer'])
        .describe(
          'For the rate limit; before the next try, because the server has an error or does not answer; for an answer.',
        ),
      milliseconds: count.describe('How long, at the most.'),
    },
  },
  plan: { meaning: 'What a plan is for. Its parts follow.', members: headMembers },
  diagnostic: { meaning: 'A problem in the files, or between them and live.', members: diagnosticMembers },
  change: { meaning: 'A planned change.', members: changeMembers },
  'way-in': { meaning: 'With `--ways-in`: how the person of one identity can sign in.', members: accessMembers },
  guard: { meaning: 'What a guard says of the plan.', members: guardMembers },
  summary: {
    meaning: 'The end of a plan. Without it, errors prevented one.',
    members: { ...summaryMembers, privileged: privilegedCounts.optional() },
  },
  drift: { meaning: 'What drift was looked for. Its parts follow.', members: headMembers },
  drifted: { meaning: 'The change that would undo the drift of one identity.', members: driftedMembers },
  unmanaged: { meaning: 'With `--include-unmanaged`: an identity that nobody manages.', members: unmanagedMembers },
  baseline: { meaning: 'What `--write-baseline` changed.', members: baselineMembers },
  'drift-summary': {
    meaning: 'The end of drift. Without it, errors prevented finding any.',
    members: { ...driftSummaryMembers, min_sightings: minSightings, privileged: privilegedCounts.optional() },
  },
  check: {
    meaning: 'The end of `validate`.',
    members: {
      files: count.describe('How many files were checked.'),
      documents: count.describe('How many documents are in them.'),
    },
  },
  run: {
    meaning: 'A plan begins to be executed: everything that can refuse it has been asked.',
    members: {
      ...at,
      ...placeMembers,
      run: z.string().optional().describe('Id for `idctl runs`; absent where the run has no journal.'),
      changes: count.describe('How many it will make.'),
      shard: shardOfPlan.optional().describe('Absent when the whole plan is executed.'),
    },
  },
  start: { meaning: 'The first write of a change is about to be sent.', members: { ...at, ...startMembers } },
  outcome: { meaning: 'A change has ended.', members: { ...at, ...outcomeMembers } },
  interrupted: {
    meaning: 'A signal came: `stop` starts nothing more, `abort` also gives up what is under way.',
    members: { ...at, level: z.enum(['stop', 'abort']).describe('The first signal, or the second.') },
  },
  problem: { meaning: 'A problem of the run that belongs to no change.', members: problemMembers },
  report: {
    meaning: 'The end of a run.',
    members: {
      ...at,
      summary: outcomeCounts,
      interrupted: z.boolean().describe('A signal stopped the run.'),
      unavailable: z.string().optional().describe('Why the server became unavailable, and since when.'),
    },
  },
  'past-run': { meaning: 'A run of the past, of `idctl runs`.', members: pastRunMembers },
  'unreadable-run': { meaning: 'A journal that cannot be read.', members: unreadableMembers },
  'past-change': { meaning: 'A change of the run before it.', members: runChangeMembers },
  error: { meaning: 'Why the command failed.', members: failureMembers },
  lost: {
    meaning: 'Events before this one could not be written.',
    members: { events: count.describe('How many.') },
  },
  end: {
    meaning: 'The last event. Without it, the command was killed or is still running.',
    members: { ...at, ...exitMembers },
  },
} as const

export type EventType = keyof typeof events

type EventOf<Type extends EventType> = (typeof events)[Type] extends { members: infer Members extends z.core.$ZodShape }
  ? Shaped<z.ZodObject<Members>> & { readonly type: Type }
  : never

/** One event. */
export type Event = { [Type in EventType]: EventOf<Type> }[EventType]

/** The shape of one line. */
export const eventShape = z
  .union(
    Object.entries(events).map(([type, { meaning, members }]) =>
      z.object({ type: z.literal(type).describe('What this event is.'), ...members }).meta({ description: meaning }),
    ),
  )
  .meta({ title: 'One event' })
