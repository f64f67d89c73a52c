import * as z from 'zod'
import { type Blocked, effectiveActions, type Replacement, type Waits } from '../../model/change.ts'
import { asideValues, blockedCodes, causes, consequenceCodes, reasons, waysIn } from '../../model/change-codes.ts'
import { deletableCredentialTypes, linkedCredentialTypes, wholeCredentialTypes } from '../../model/credential-types.ts'
import { recoveryKinds } from '../../model/invitation.ts'
import {
  type PrivilegedCounts,
  type PrivilegedValues,
  privilegedHolds,
  privilegedWays,
} from '../../model/privileged.ts'
import { type All, anyValue, count, flag, origin, type Shaped } from './values.ts'

export const action = z
  .enum([...effectiveActions, 'none'])
  .describe('`none`: there is nothing to write, only something to report.')

export const leafMembers = {
  path: z.string().describe('JSON Pointer from the root of the identity: `/traits/email`.'),
  before: anyValue
    .optional()
    .describe('The live value; absent where there is none. `"(sensitive)"` where it is hidden.'),
  after: anyValue
    .optional()
    .describe('The value after the change; absent where there is none. `"(sensitive)"` where it is hidden.'),
  cause: z
    .enum(causes)
    .describe(
      'Who moved since the last apply: the file, live, or both; `new`: never applied; `removed`: the line left the file.',
    ),
  sensitive: z.boolean().describe('No output shows the values.'),
}

export const leaf = z.object(leafMembers).meta({ id: 'Leaf', description: 'One leaf that differs.' })

const someValues = z.array(anyValue)

export const privileged = z
  .object({
    path: z.string().describe('JSON Pointer to the leaf. A list is told by its items.'),
    by: z
      .enum(privilegedWays)
      .describe(
        '`value`: it is written or removed; `access`: it stays on the account, whose person can sign in again or no longer; `release`: it stays, and idctl no longer manages it.',
      ),
    gained: someValues
      .optional()
      .describe('What the person has afterwards and not before; in drift: in live, and not in the file.'),
    lost: someValues
      .optional()
      .describe('What the person has before and not afterwards; in drift: in the file, and not in live.'),
    kept: someValues.optional().describe('With `release`: what the person keeps.'),
    cause: leafMembers.cause.optional(),
    held: z
      .enum(privilegedHolds)
      .optional()
      .describe('Why the change does not do it; in drift: why it does not count. See also `blocked` of the change.'),
    sensitive: leafMembers.sensitive,
  } satisfies All<PrivilegedValues>)
  .meta({ id: 'Privileged', description: 'What somebody gains and loses at one leaf below a pointer of `privileged`.' })

export const privilegedCounts = z
  .object({
    gain: count.describe('How many people gain a value.'),
    lose: count.describe('How many people lose a value; somebody can do both.'),
    keep: count.describe('How many people keep a value that idctl no longer manages.'),
    held: count.describe('Of how many people a value is not changed or, in drift, does not count.'),
  } satisfies All<PrivilegedCounts>)
  .meta({ id: 'PrivilegedCounts', description: 'Numbers of people; absent if no privileged value is touched.' })

const consequence = z
  .object({ code: z.enum(consequenceCodes).describe('Stable.'), text: z.string().describe('The same for people.') })
  .meta({ id: 'Consequence', description: 'What a change means for its person.' })

const why = {
  code: z.enum(blockedCodes).describe('Stable.'),
  reason: z.string().describe('The same for people.'),
  hint: z.string().optional().describe('What to do about it.'),
}

const blocked = z
  .object({
    ...why,
    orphan: flag.describe('The document is gone and the identity stays; apply counts as complete.'),
    still: z.literal('revoke_sessions').optional().describe('What apply does despite the block.'),
  } satisfies All<Blocked>)
  .meta({ id: 'Blocked', description: 'Why a change will not be executed.' })

const waits = z
  .object({ ...why, fields: z.array(leaf).describe('What is not written.') } satisfies All<Waits>)
  .meta({ id: 'Waits', description: 'Leaves that this update does not write, and why. The rest is done.' })

const replacement = z
  .object({
    key: z.string().describe('Key of the removed account.'),
    id: z.string().describe('Its id.'),
  } satisfies All<Replacement>)
  .meta({ id: 'Replacement', description: 'The removed account of a person who gets a new one.' })

const invite = z
  .object({
    send: z.enum(recoveryKinds).describe('What Kratos makes.'),
    lifetime: z.string().optional().describe('A Go duration; absent: the default of Kratos.'),
  })
  .meta({ id: 'Invite', description: 'The recovery link or code that apply asks Kratos for.' })

const credential = z
  .object({
    step: z.enum(['set', 'link', 'unlink', 'delete']).describe('What is done.'),
    type: z
      .enum([
        ...new Set([
          'password',
          ...wholeCredentialTypes,
          ...linkedCredentialTypes,
          ...deletableCredentialTypes,
        ] as const),
      ])
      .describe('Type of the credential in Kratos.'),
    provider: z.string().optional().describe('Of a link.'),
  })
  .meta({ id: 'CredentialStep', description: 'A credential that is written or deleted, without its secret.' })

export const wayIn = z.array(z.enum(waysIn))

export const changeMembers = {
  action,
  key: z.string().describe('Stable name that connects the document with its live identity.'),
  id: z.string().optional().describe('Id in Kratos; absent for a creation.'),
  origin: origin.optional(),
  display: z.string().optional().describe('The name by which people know the person.'),
  identifiers: z.array(z.string()).optional().describe('Login identifiers of the account.'),
  disables: flag.describe('This update makes the person inactive.'),
  reason: z
    .enum(reasons)
    .describe('Why there is a change: the strongest cause among its leaves, or something about the whole.'),
  fields: z.array(leaf).describe('What is written.'),
  released: z.array(z.string()).optional().describe('Pointers that idctl stops managing; live keeps the values.'),
  observed: z.array(leaf).optional().describe('Differences of leaves in mode `observe`, which are never written.'),
  privileged: z.array(privileged).optional(),
  consequences: z.array(consequence),
  credentials: z.array(credential).optional(),
  way_in: wayIn.optional().describe('How the person of a new account can sign in.'),
  invite: invite.optional(),
  recreates: flag.describe('The inventory says that this key was applied before, and its identity is gone.'),
  former_id: z.string().optional().describe('With `recreates`: id of the identity that is gone.'),
  replaces: replacement.optional(),
  replaced_by: z
    .string()
    .optional()
    .describe('Of a removal: key of the document that gets a new account in the same plan.'),
  blocked: blocked.optional(),
  waits: waits.optional(),
  after: z.array(z.string()).optional().describe('Keys of changes that must succeed first.'),
  after_aside: z.array(z.string()).optional().describe('Keys of people who must move aside first.'),
  aside: z
    .record(z.string(), z.enum(asideValues))
    .optional()
    .describe('In a swap: what the leaf at this pointer holds for a while, so that others can take its old value.'),
}

export const change = z.object(changeMembers).meta({ id: 'Change', description: 'One planned step for one identity.' })

export type ChangeShape = Shaped<typeof change>
export type LeafShape = Shaped<typeof leaf>
export type PrivilegedShape = Shaped<typeof privileged>
