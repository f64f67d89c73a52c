import * as z from 'zod'
import { type DriftAcceptance, type DriftCounts, driftKinds, wholeDrifts } from '../../model/drift.ts'
import { changeMembers, leafMembers, privilegedCounts } from './change.ts'
import { guard, headMembers, summaryMembers } from './plan.ts'
import { type All, count, diagnostics, each, flag, origin } from './values.ts'

const kind = z.enum(driftKinds)

const acceptance = z
  .object({
    state: z
      .enum(['accepted', 'expired', 'outdated'])
      .describe('`outdated`: the baseline accepts another live value than there is now.'),
    owner: z.string().describe('Who accepts it.'),
    reason: z.string().describe('Why.'),
    expires: z.string().meta({ format: 'date', description: 'The last day on which it is accepted.' }),
    origin: origin.optional(),
  } satisfies All<DriftAcceptance & { state: unknown; origin: unknown }>)
  .meta({ id: 'Verdict', description: 'What the baseline says of a difference; absent where it says nothing.' })

export const minSightings = z.int().min(1).optional().describe('`--min-sightings` as given.')

const sightings = z
  .int()
  .min(1)
  .describe(
    'With `--min-sightings`: in how many runs in a row it was seen, this one included. Below `min_sightings` it is not reported.',
  )

const driftedLeaf = z
  .object({
    ...leafMembers,
    kind: kind.describe('Who may have caused it.'),
    acceptance: acceptance.optional(),
    sightings: sightings.optional(),
  })
  .meta({ id: 'DriftedLeaf', description: 'One leaf that drifted.' })

export const driftedMembers = {
  ...changeMembers,
  fields: z.array(driftedLeaf).describe('What drifted.'),
  observed: z.array(driftedLeaf).optional().describe('Differences of leaves in mode `observe`.'),
  drift: z.array(kind).describe('The kinds of what is reported as drift.'),
  acceptance: acceptance.optional(),
  sightings: sightings.optional(),
}

const drifted = z
  .object(driftedMembers)
  .meta({ id: 'DriftedIdentity', description: 'The change that would undo the drift of one identity.' })

export const unmanagedMembers = {
  id: z.string().describe('Id in Kratos.'),
  foreign: flag.describe('It carries the mark of another workspace.'),
  acceptance: acceptance.optional(),
  sightings: sightings.optional(),
}

const unmanaged = z
  .object(unmanagedMembers)
  .meta({ id: 'Unmanaged', description: 'A live identity that nobody manages.' })

const subjectMembers = {
  key: z.string().optional().describe('Key of the identity.'),
  path: z.string().optional().describe('Pointer to the leaf.'),
  kind: z.enum(wholeDrifts).optional().describe('The drift of the whole identity.'),
  id: z.string().optional().describe('Id of an identity that nobody manages.'),
}

const subject = z.object(subjectMembers).meta({ id: 'Entry', description: 'What an entry of the baseline is about.' })

const dropped = z
  .object({ ...subjectMembers, why: z.string().describe('Why it is no longer needed.') })
  .meta({ id: 'DroppedEntry', description: 'An entry that left the baseline.' })

export const baselineMembers = {
  file: z.string().describe('The baseline.'),
  added: z.array(subject),
  dropped: z.array(dropped),
  kept: count.describe('How many entries stay.'),
}

const baseline = z
  .object(baselineMembers)
  .meta({ id: 'BaselineUpdate', description: 'What `--write-baseline` changed.' })

export const driftSummaryMembers = {
  ...summaryMembers,
  drifted: count.describe('Identities with drift that is reported.'),
  accepted: count.describe('Identities whose drift is all accepted.'),
  recent: count.describe('Identities whose drift was seen in too few runs to be reported, or is accepted.'),
  pending: count.describe('Changes that wait for the next apply and are not drift.'),
  kinds: each(driftKinds, count).describe('`drifted` by kind; one identity can count in several.'),
  coverage: z.int().min(0).max(100).describe('Managed identities among all that are live, in whole per cent.'),
} satisfies All<DriftCounts>

const summary = z
  .object(driftSummaryMembers)
  .meta({ id: 'DriftSummary', description: 'The counts of a plan, and those of drift.' })

export const driftMembers = {
  ...headMembers,
  summary,
  min_sightings: minSightings,
  privileged: privilegedCounts.optional(),
  changes: z.array(drifted).describe('Only what drifted.'),
  unmanaged: z.array(unmanaged).optional().describe('With `--include-unmanaged`.'),
  baseline: baseline.optional(),
  guards: z.array(guard).describe('Empty: drift executes nothing.'),
  diagnostics,
}
