import * as z from 'zod'
import type { Invite } from '../../model/invite.ts'

export const invitesFormatVersion = 1

/** One line of the file of `--invites`. */
export const inviteSchema = z.object({
  key: z.string().describe('Key of the document.'),
  address: z.string().nullable().describe('An address of the person; `null` when the identity has none.'),
  recovery_link: z.string().describe('The link that opens the account; with a code, the page that asks for it.'),
  recovery_code: z.string().nullable().describe('The code that opens the account; `null` with a link.'),
  expires_at: z.string().meta({ format: 'date-time', description: 'When link and code end.' }),
} satisfies Readonly<Record<keyof Invite, z.ZodType>>)
