import * as z from 'zod'
import { guardNames } from '../../model/change-codes.ts'
import { treeStates } from '../../model/checkout.ts'
import type { Access, GuardVerdict, LostPlace, MadeFrom, PlanHead, PlanSummary } from '../../model/plan.ts'
import { change, privilegedCounts, wayIn } from './change.ts'
import { type All, count, diagnostics, each, origin, type Shaped } from './values.ts'

export const placeMembers = {
  target: z.string().describe('The server: `kratos.target` of idctl.yaml, else its admin URL.'),
  workspace: z.string().describe('Owner of the identities; it is in every mark.'),
}

const madeFrom = z
  .object({
    commit: z.string().describe('Full hash of HEAD.'),
    tree: z
      .enum(treeStates)
      .optional()
      .describe('Whether the files that were read are those of the commit; absent when git could not say.'),
    branch: z.string().optional().describe('The branch that was checked out; absent when none was.'),
  } satisfies All<Omit<MadeFrom, 'files'>>)
  .meta({ id: 'MadeFrom', description: 'The commit of the files that a plan was made from.' })

export const summaryMembers = {
  create: count.describe('Changes with this action.'),
  update: count.describe('Changes with this action.'),
  adopt: count.describe('Changes with this action.'),
  release: count.describe('Changes with this action.'),
  disable: count.describe('Changes with this action.'),
  delete: count.describe('Changes with this action.'),
  blocked: count.describe('Changes that will not be executed.'),
  drifted: count.describe('Changes with a leaf that drifted; they are also counted under their action.'),
  observed: count.describe('Identities with an observed difference.'),
  unchanged: count.describe('Identities that are as their documents say.'),
  former_origins: count
    .optional()
    .describe(
      'Unchanged people whose marks name a file that their document is no longer in; the next write to each renews it. Absent: none.',
    ),
  unmanaged: count.describe('Live identities without the mark of this workspace that no document claims.'),
} satisfies All<PlanSummary>

const summary = z.object(summaryMembers).meta({ id: 'PlanSummary', description: 'How many of each there are.' })

const lostPlace = z
  .object({
    place: z.string().describe('The file or folder.'),
    people: count.describe('How many.'),
  } satisfies All<LostPlace>)
  .meta({ id: 'LostPlace', description: 'A file or folder that loses all its people at once.' })

export const guardMembers = {
  guard: z.enum(guardNames).describe('Name of the guard, as in idctl.yaml.'),
  count: count.describe('What the plan has of it.'),
  limit: count.describe('How many pass without consent.'),
  rule: z.string().describe('What sets the limit.'),
  consent: count.optional().describe('The number that the user allowed.'),
  tripped: z.boolean().describe('The guard refuses the plan.'),
  lost_places: z.array(lostPlace).optional(),
} satisfies All<GuardVerdict>

export const guard = z.object(guardMembers).meta({ id: 'Guard', description: 'What a guard says of the plan.' })

export const accessMembers = {
  key: z.string().describe('Of the document or the mark.'),
  display: z.string().optional().describe('The name by which people know the person.'),
  id: z.string().optional().describe('Absent for an identity that the plan creates.'),
  origin: origin.optional(),
  state: z.enum(['active', 'inactive']).describe('Nobody can sign in to an inactive identity.'),
  way_in: wayIn.describe('How the person can sign in.'),
  not_known: wayIn.describe('Ways in that may exist: only reading secrets would tell.'),
} satisfies All<Access>

const access = z.object(accessMembers).meta({ id: 'WayIn', description: 'How the person of one identity can sign in.' })

const requestMembers = {
  ...placeMembers,
  selection: z.string().optional().describe('`--only` as given.'),
  write_credentials: z.array(z.string()).optional().describe('`--write-credentials` as given.'),
  consents: each(guardNames, count.optional()).describe(
    'The number that the user allows, by guard. No member: no consent.',
  ),
} satisfies All<PlanHead>

export const headMembers = { ...requestMembers, made_from: madeFrom.optional() }

const head = z.object(headMembers)

export type HeadShape = Shaped<typeof head>

export const planMembers = {
  ...headMembers,
  summary,
  privileged: privilegedCounts.optional(),
  changes: z.array(change).describe('In the order of execution.'),
  ways_in: z
    .array(access)
    .optional()
    .describe('With `--ways-in`: every identity that has a document or the mark of this workspace.'),
  guards: z.array(guard),
  diagnostics,
}

export const planInReport = z
  .object(planMembers)
  .meta({ id: 'PlanOfRun', description: 'The plan that was made for this run. That of a plan file is in the file.' })
