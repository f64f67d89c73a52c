import * as z from 'zod'
import type { AcceptedField } from '../../model/acceptance.ts'
import type { Exported, ExportedDocument, LeftOut, LeftValue, Unsaid, UpdateNotes } from '../../model/exported.ts'
import type { FileStep } from '../../model/file-step.ts'
import type { Formatting } from '../../model/formatting.ts'
import { leafMembers } from './change.ts'
import { placeMembers } from './plan.ts'
import { type All, count, diagnosticCode, diagnostics, flag, origin } from './values.ts'

export const checkMembers = {
  files: count.describe('How many files were checked.'),
  documents: count.describe('How many documents are in them.'),
  diagnostics,
}

export const formattingMembers = {
  checked: count.describe('How many files were looked at.'),
  formatted: z.array(z.string()).describe('Files that were written.'),
  unformatted: z.array(z.string()).describe('With `--check`: files that would be written.'),
  left: z
    .array(z.string())
    .describe('Files with mistakes, and those that cannot be formatted safely: nothing was changed.'),
  diagnostics,
} satisfies All<Formatting>

const { path, before, after, sensitive } = leafMembers

const accepted = z
  .object({
    key: z.string().describe('Of the document.'),
    path,
    file: z.string().describe('Where the value is after the accept.'),
    line: z.int().min(1).optional().describe('From 1.'),
    before: before.describe('The value in the file before.'),
    after: after.describe('The live value.'),
    sensitive,
    note: z.string().optional().describe('Why the value is in that place.'),
  } satisfies All<Omit<AcceptedField, 'at'> & { key: unknown; file: unknown; line: unknown }>)
  .meta({ id: 'AcceptedLeaf', description: 'One leaf of a document that gets the live value.' })

export const acceptanceMembers = {
  ...placeMembers,
  key: z.string().describe('Of the document.'),
  origin: origin.optional(),
  written: z.boolean().describe('The file was written.'),
  accepted: z.array(accepted),
  notes: z.array(z.string()).describe('Side effects, such as another key.'),
  diagnostics,
}

const unsaid = z
  .object({
    path,
    why: z.literal('null').describe('In a document, null means that there must be no value.'),
  } satisfies All<Unsaid>)
  .meta({ id: 'Unsaid', description: 'A live value that is not in the document.' })

const exportedDocument = z
  .object({
    key: z.string().describe('Of the document.'),
    id: z.string().describe('Id in Kratos.'),
    file: z.string().describe('The file of the document.'),
    outcome: z
      .enum(['written', 'same', 'updated'])
      .describe('`same`: the file was there already, with just this text. `updated`: the document was there.'),
    managed: flag.describe('This workspace manages the account already.'),
    unsaid: z.array(unsaid),
    fields: z.array(accepted).optional().describe('What an update has changed.'),
    notes: z.array(z.string()).optional().describe('Side effects of an update, such as another key.'),
  } satisfies All<ExportedDocument>)
  .meta({ id: 'ExportedDocument', description: 'A live identity that has got a document.' })

const leftOut = z
  .object({
    id: z.string().describe('Id in Kratos.'),
    key: z.string().optional().describe('The key that its document would have.'),
    file: z.string().optional().describe('The file that its document would be in.'),
    code: diagnosticCode,
    why: z.string().describe('The same for people.'),
    hint: z.string().optional().describe('What to do about it.'),
  } satisfies All<LeftOut>)
  .meta({ id: 'LeftOut', description: 'A live identity without a document.' })

const passed = z
  .object({
    documented: count.describe('They have a document in the identities folder.'),
    foreign: count.describe('Another workspace manages them.'),
    disabled: count.describe('idctl has disabled them, because their document is gone.'),
    managed: count.describe('This workspace manages them, and only others are meant.'),
    undocumented: count.describe('Of those, how many have no document in the identities folder.'),
  } satisfies All<Exported['passed']>)
  .meta({ id: 'PassedOver', description: 'Identities of which there is nothing to tell one by one.' })

const leftValue = z
  .object({
    path,
    why: z
      .enum(['reference', 'pending', 'unmanaged'])
      .describe('`pending`: the file has changed since the last apply. `unmanaged`: the document says nothing of it.'),
    documents: count.describe('In how many documents.'),
  } satisfies All<LeftValue>)
  .meta({ id: 'LeftValue', description: 'A value that an update leaves as it is.' })

const missing = z
  .object({
    key: z.string().describe('Of the document.'),
    file: z.string().describe('The file of the document.'),
  } satisfies All<UpdateNotes['missing'][number]>)
  .meta({ id: 'MissingAccount', description: 'A document without an account on the server.' })

const update = z
  .object({ values: z.array(leftValue), missing: z.array(missing) } satisfies All<UpdateNotes>)
  .meta({ id: 'UpdateNotes', description: 'What `--update` has found beside the documents that it changes.' })

export const exportedMembers = {
  ...placeMembers,
  documents: z.array(exportedDocument),
  left: z.array(leftOut),
  passed,
  update: update.optional().describe('With `--update` only.'),
  interrupted: z.boolean().describe('A signal stopped it before every file was written.'),
  diagnostics,
} satisfies All<Omit<Exported, 'next' | 'part' | 'declared'>>

const fileStep = z
  .object({
    file: z.string().describe('Relative to the folder of idctl.yaml, with `/`.'),
    kind: z
      .enum([
        'config',
        'identity-schema',
        'pulled-schemas',
        'editor-schema',
        'editor-settings',
        'ignore-file',
        'document',
      ])
      .describe('What it is.'),
    outcome: z
      .enum(['created', 'updated', 'unchanged', 'kept'])
      .describe('`kept`: it is not as idctl would write it, and was left alone.'),
    why: z.string().optional().describe('Why it was kept, and what to do.'),
  } satisfies All<FileStep>)
  .meta({ id: 'FileStep', description: 'One file.' })

export const filesMembers = {
  check: z.boolean().describe('Nothing was written: the outcomes say what would be.'),
  files: z.array(fileStep),
  notes: z.array(z.string()).describe('What else there is to know or to do.'),
}
