import * as z from 'zod'
import type { Explanation } from '../../model/explanations/explanation.ts'
import type { Posting } from '../../model/posting.ts'
import { formatVersion } from '../format-version.ts'
import { type TopicKind, topicKinds } from '../topic.ts'
import { driftMembers } from './drift.ts'
import { acceptanceMembers, checkMembers, exportedMembers, filesMembers, formattingMembers } from './files.ts'
import { planMembers } from './plan.ts'
import { failureMembers, reportMembers, runStory, runsMembers } from './run.ts'
import { type All, diagnostics, flag, type Shaped } from './values.ts'

const versionMembers = { format_version: z.literal(formatVersion).describe('The version of this format.') }

const everyMembers = {
  ...versionMembers,
  masked: flag.describe('`--mask`: keys, ids, values and names of files are pseudonyms.'),
}

const finding = z
  .object({
    check: z.string().describe('What was looked at.'),
    verdict: z.enum(['fine', 'advice', 'wrong', 'not-tried']).describe('`advice`: it works, and could be better.'),
    text: z.string().describe('What was found.'),
    hint: z.string().optional().describe('What to do.'),
  })
  .meta({ id: 'Finding', description: 'What one check has found.' })

const failure = z.object(failureMembers).meta({ id: 'Failure', description: 'Why a command failed.' })

const topicMembers = {
  code: z.string().describe('A code or word that idctl prints.'),
  kind: z.enum(Object.keys(topicKinds) as TopicKind[]).describe('Where the code comes up.'),
  title: z.string().describe('What it means.'),
}

const shown = z.union([z.string(), z.record(z.string(), z.string())]).describe('Lines, or files by their path.')

const explanationMembers = {
  cause: z.string().describe('Why the code comes up.'),
  example: z
    .object({
      given: z.string().optional().describe('What has to be true besides.'),
      wrong: shown,
      right: shown,
    })
    .optional()
    .describe('How it comes up, and how it goes away.'),
  cure: z.string().describe('What to do.'),
} satisfies All<Explanation>

const also = z
  .array(z.string())
  .optional()
  .describe('Other codes of the same spelling, as `idctl explain` takes them: `reason:expired`.')

const postingMembers = {
  done: z.enum(['added', 'updated', 'unchanged', 'closed', 'nothing']).describe('`nothing`: there was none to close.'),
  url: z.string().optional().describe('Its page.'),
}

const reviewedPlanMembers = {
  file: z.string().describe('Where it was written; as given.'),
  request: z.int().min(1).describe('Number of the pull request or merge request.'),
  commit: z.string().describe('The commit that was reviewed.'),
  url: z.string().describe('The page of the run that made the plan.'),
} satisfies All<Omit<Extract<Posting, { kind: 'plan' }>, 'kind'>>

/** Every JSON document that a command can write to stdout with `--json`, by the name of its schema. */
export const results = {
  plan: z.object({ ...everyMembers, ...planMembers }).meta({ title: 'A plan, or the errors that prevent one' }),
  drift: z.object({ ...everyMembers, ...driftMembers }).meta({ title: 'Drift, or the errors that prevent finding it' }),
  report: z.object({ ...everyMembers, ...reportMembers }).meta({ title: 'The report of a run' }),
  check: z.object({ ...everyMembers, ...checkMembers }).meta({ title: 'What is wrong with the files' }),
  problems: z
    .object({ ...everyMembers, diagnostics })
    .meta({ title: 'Mistakes in idctl.yaml, in the schemas of the sandbox or in a baseline, which end a command' }),
  error: z.object({ ...everyMembers, error: failure }).meta({ title: 'Why a command failed' }),
  runs: z.object({ ...everyMembers, ...runsMembers }).meta({ title: 'The runs of the past' }),
  run: z.object({ ...everyMembers, run: runStory }).meta({ title: 'One run of the past' }),
  acceptance: z.object({ ...everyMembers, ...acceptanceMembers }).meta({ title: 'What accept wrote into a document' }),
  export: z.object({ ...everyMembers, ...exportedMembers }).meta({ title: 'The documents that export made' }),
  formatting: z.object({ ...everyMembers, ...formattingMembers }).meta({ title: 'The files that fmt formatted' }),
  files: z.object({ ...everyMembers, ...filesMembers }).meta({ title: 'The files that a command set up' }),
  findings: z.object({ ...everyMembers, findings: z.array(finding) }).meta({ title: 'What doctor found' }),
  posting: z.object({ ...everyMembers, ...postingMembers }).meta({ title: 'What became of a comment or an issue' }),
  'reviewed-plan': z
    .object({ ...everyMembers, ...reviewedPlanMembers })
    .meta({ title: 'The plan of a pull request, which was fetched' }),
  topic: z
    .object({ ...everyMembers, ...topicMembers, ...explanationMembers, also })
    .meta({ title: 'What a code means' }),
  topics: z
    .object({
      ...everyMembers,
      codes: z.array(z.object(topicMembers).meta({ id: 'TitledCode', description: 'A code with its title.' })),
    })
    .meta({ title: 'All codes' }),
  sandbox: z
    .object({
      admin_url: z.string().describe('Where the admin API is.'),
      public_url: z.string().describe('Where the public API is.'),
      api_key: z
        .string()
        .optional()
        .describe('The key that the sandbox made; absent where the user gave one, or none is needed.'),
    })
    .meta({ title: 'Where the sandbox serves: one line, without a version, once it is ready' }),
} as const

export type ResultName = keyof typeof results

/** What a document has besides its version. */
export type Members<Name extends ResultName> = Omit<Shaped<(typeof results)[Name]>, 'format_version' | 'masked'>
