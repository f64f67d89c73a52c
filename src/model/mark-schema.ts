import * as z from 'zod'
import { commitPattern } from './checkout.ts'
import type { Mark, MarkedSecret } from './identity.ts'
import { todoItemSchema } from './todo.ts'

const digest = z.string().min(1)

const markedSecret: z.ZodType<MarkedSecret> = z.strictObject({
  digest: digest.exactOptional(),
  version: z.int().min(0).exactOptional(),
  hook: z.literal(true).exactOptional(),
  left: z.literal(true).exactOptional(),
})

const markedCredentials = z.strictObject({
  password: markedSecret.exactOptional(),
  totp: markedSecret.exactOptional(),
  lookup_secret: markedSecret.exactOptional(),
  webauthn: markedSecret.exactOptional(),
  passkey: markedSecret.exactOptional(),
  oidc: z.array(digest).exactOptional(),
  saml: z.array(digest).exactOptional(),
})

/** Validates a mark in live metadata and in plans; unknown members are refused. */
export const markSchema: z.ZodType<Mark> = z.strictObject({
  v: z.literal(1),
  workspace: z.string().min(1),
  key: z.string().min(1),
  origin: z.string(),
  shared: z.literal(true).exactOptional(),
  named: z.boolean().exactOptional(),
  id: z.guid().exactOptional(),
  made: z.enum(['created', 'adopted']),
  fields: z.record(z.string(), z.union([digest, z.array(digest)])),
  found: z.array(z.string()).exactOptional(),
  protect: z.literal(true).exactOptional(),
  credentials: markedCredentials.exactOptional(),
  lines: z.array(digest).exactOptional(),
  references: z.array(z.string()).exactOptional(),
  salt: z.string().min(1).exactOptional(),
  commit: z.string().regex(commitPattern).exactOptional(),
  disabled: z.strictObject({ at: z.string(), state_before: z.enum(['active', 'inactive']) }).exactOptional(),
  todo: z.array(todoItemSchema).exactOptional(),
})
