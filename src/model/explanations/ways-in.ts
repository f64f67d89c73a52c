import type { WayIn } from '../change-codes.ts'
import type { ExplainedWord } from './explanation.ts'

const enabled = 'Nothing, if Kratos has the method switched on: the API does not show that.'

/** How a person can sign in, as document and identity schema say. */
export const wayInExplanations: Readonly<Record<WayIn, ExplainedWord>> = {
  password: {
    title: 'The person can sign in with a password',
    cause: 'The document has a hash or a plain password, and a trait is an identifier for passwords.',
    cure: enabled,
  },
  migration_hook: {
    label: 'migration hook',
    title: 'The first sign-in asks another system for the password',
    cause: 'The document switches the password migration hook on, and a trait is an identifier for passwords.',
    cure: 'Nothing, if Kratos has the hook configured.',
  },
  code_email: {
    label: 'code email',
    title: 'The person can sign in with a code that comes by mail',
    cause: 'A trait is an identifier for codes by mail.',
    cure: enabled,
  },
  code_sms: {
    label: 'code sms',
    title: 'The person can sign in with a code that comes as a text message',
    cause: 'A trait is an identifier for codes by text message.',
    cure: enabled,
  },
  passkey: {
    title: 'The person can sign in with a passkey',
    cause: 'The document has keys for passkeys. Only newer servers import them.',
    cure: enabled,
  },
  webauthn: {
    title: 'The person can sign in with a security key',
    cause: 'The document has keys for WebAuthn. Only newer servers import them.',
    cure: enabled,
  },
  oidc: {
    title: 'The person can sign in with an account elsewhere (OpenID Connect)',
    cause: 'The document has a link to the account at that provider.',
    cure: 'Nothing, if Kratos has the provider configured.',
  },
  saml: {
    title: 'The person can sign in with an account elsewhere (SAML)',
    cause: 'The document has a link to the account at that provider.',
    cure: 'Nothing, if Kratos has the provider configured.',
  },
  recovery: {
    title: 'The person can get in by recovering the account',
    cause: 'There is a recovery address, or an invitation will be made.',
    cure: 'Tell the person to use recovery, or send the invitation.',
  },
  none: {
    title: 'The person cannot sign in',
    cause: 'The document and the schema give no way to sign in.',
    cure: 'Add a credential or a recovery address, or let `idctl.on_create` make a recovery link.',
  },
}
