import * as z from 'zod'
import type { LinkedCredentialType, WholeCredentialType } from '../../model/credential-types.ts'
import type { LinkedProvider } from '../../model/credentials.ts'
import { holdsTemplate } from '../../source/template.ts'

// What Kratos imports (API reference §5), as closed shapes: Kratos would refuse an unknown key at apply, or drop it.

export const passwordShape = z.strictObject({
  hashed_password: z.string().exactOptional(),
  password: z.string().exactOptional(),
  use_password_migration_hook: z.boolean().exactOptional(),
})

const text = z.string().min(1)
const link = z.strictObject({ provider: text, subject: text, organization: z.guid().exactOptional() })

export const linkShapes: Readonly<Record<LinkedCredentialType, z.ZodType<{ providers: LinkedProvider[] }>>> = {
  oidc: z.strictObject({ providers: z.array(link.extend({ use_auto_link: z.boolean().exactOptional() })).min(1) }),
  saml: z.strictObject({ providers: z.array(link).min(1) }),
}

const time = z.iso.datetime({ offset: true })
/** Go reads bytes as base64 with padding. */
const bytes = z.base64('must be base64 with padding').min(1)

const key = z.strictObject({
  id: bytes,
  public_key: bytes,
  attestation_type: text,
  authenticator: z
    .strictObject({ aaguid: bytes.nullable(), sign_count: z.int().min(0), clone_warning: z.boolean() })
    .partial()
    .exactOptional(),
  display_name: z.string(),
  added_at: time,
  is_passwordless: z.boolean(),
  flags: z
    .strictObject({
      user_present: z.boolean(),
      user_verified: z.boolean(),
      backup_eligible: z.boolean(),
      backup_state: z.boolean(),
    })
    .partial()
    .exactOptional(),
  transport: z.array(text).exactOptional(),
  attestation: z
    .strictObject({
      client_dataJSON: bytes,
      client_data_hash: bytes,
      authenticator_data: bytes,
      public_key_algorithm: z.int(),
      object: bytes,
    })
    .partial()
    .exactOptional(),
})

/** Secrets may be references, which are not replaced yet. */
export const wholeShapes: Readonly<Record<WholeCredentialType, z.ZodType>> = {
  totp: z.strictObject({
    totp_url: text.refine(
      (value) => value.startsWith('otpauth://') || holdsTemplate(value),
      'must start with otpauth://',
    ),
  }),
  lookup_secret: z.strictObject({
    codes: z.array(z.strictObject({ code: text, used_at: time.exactOptional() })).min(1),
  }),
  webauthn: z.strictObject({ user_handle: bytes.exactOptional(), credentials: z.array(key).min(1) }),
  passkey: z.strictObject({ user_handle: bytes, credentials: z.array(key).min(1) }),
}
