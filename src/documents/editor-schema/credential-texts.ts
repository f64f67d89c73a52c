import type { CredentialType } from '../../model/credential-types.ts'
import type { MemberText } from './member-text.ts'

const deletion = '`null` deletes what idctl wrote'
const newer = 'only newer servers than any released Kratos import it, such as Ory Network'
const key = 'id: AQID, public_key: BAUG, attestation_type: none, display_name: laptop, added_at: "2026-01-31T12:00:00Z"'

/** What is said of credentials. */
export const credentialTexts = {
  credentials: {
    meaning: 'How the person signs in. Nobody needs any: a code, a link or a provider may be enough.',
    takes: 'a map from a type to its settings, with or without the level `config`',
    otherwise: 'credentials are not managed',
    example: 'credentials:\n  oidc: { config: { providers: [{ provider: google, subject: "1084" }] } }\n',
    secret: true,
    mistakes: { 'credentials: { pasword: null }': 'IDC221' },
    codes: ['IDC220', 'IDC534'],
    guide: '../guides/credentials.md',
  },
  'credentials.password': {
    meaning:
      'A password: a hash, a plain text, or that Kratos asks your own system at the first sign-in. Exactly one of the three.',
    otherwise: 'the password belongs to the person',
    example: 'credentials: { password: { config: { password: "${env:IDCTL_DOC_ADA_PASSWORD}" } } }',
    note: deletion,
    mistakes: {
      'credentials: { password: { config: {} } }': 'IDC220',
      'credentials: { password: { config: { hashed_password: secret } } }': 'IDC601',
    },
    codes: ['IDC602', 'IDC603', 'IDC531'],
    guide: '../guides/credentials.md',
  },
  'credentials.oidc': {
    meaning: 'Links to accounts elsewhere, by OpenID Connect. Links of the person stay as they are.',
    otherwise: 'links are not managed',
    example: 'credentials: { oidc: { config: { providers: [{ provider: google, subject: "1084" }] } } }',
    note: `${deletion}; a subject is text, in quotes`,
    mistakes: {
      'credentials: { oidc: { config: { providers: [{ provider: google, subject: 1084 }] } } }': 'IDC213',
    },
    guide: '../guides/credentials.md#links',
  },
  'credentials.saml': {
    meaning: 'Links to accounts elsewhere, by SAML. Links of the person stay as they are.',
    otherwise: 'links are not managed',
    example: 'credentials: { saml: { config: { providers: [{ provider: corp, subject: ada }] } } }',
    note: deletion,
    guide: '../guides/credentials.md#links',
  },
  'credentials.totp': {
    meaning: 'A second factor from an app for codes.',
    otherwise: 'it belongs to the person',
    example: 'credentials: { totp: { config: { totp_url: "${env:IDCTL_DOC_ADA_TOTP}" } } }',
    note: `${newer}; ${deletion}`,
    mistakes: { 'credentials: { totp: { config: { totp_url: "https://example.com" } } }': 'IDC213' },
    codes: ['IDC560'],
  },
  'credentials.lookup_secret': {
    meaning: 'Codes for recovery, as a second factor. They are added to those that the person has.',
    otherwise: 'they belong to the person',
    example: 'credentials: { lookup_secret: { config: { codes: [{ code: "${env:IDCTL_DOC_ADA_CODE}" }] } } }',
    note: `${newer}; ${deletion}`,
    codes: ['IDC560'],
  },
  'credentials.webauthn': {
    meaning: 'Security keys. They are added to those that the person has.',
    otherwise: 'they belong to the person',
    example: `credentials:\n  webauthn:\n    config:\n      credentials:\n        - { ${key}, is_passwordless: false }\n`,
    note: `${newer}; ${deletion}, and only keys of a second factor`,
    codes: ['IDC560'],
  },
  'credentials.passkey': {
    meaning: 'Passkeys. They are added to those that the person has.',
    otherwise: 'they belong to the person',
    example: `credentials:\n  passkey:\n    config:\n      user_handle: AQID\n      credentials:\n        - { ${key}, is_passwordless: true }\n`,
    note: `${newer}; Kratos cannot delete them`,
    mistakes: { 'credentials: { passkey: null }': 'IDC220' },
    codes: ['IDC560'],
  },
} as const satisfies Readonly<Record<'credentials' | `credentials.${CredentialType}`, MemberText>>

/** What is said of the settings of each type, by their path below it; lists have no level of their own. */
export const credentialSettings: Readonly<Record<string, string>> = {
  hashed_password: 'The hash of a password, in a format that Kratos knows. It is written when it changes.',
  password: 'A plain password. Take it from a variable or a file.',
  use_password_migration_hook: 'Kratos asks your own system for the password at the first sign-in.',
  providers: 'The links.',
  'providers.provider': 'The id of the provider in the configuration of Kratos.',
  'providers.subject': 'How the provider names the person.',
  'providers.organization': 'The organization of Ory Network that the provider belongs to.',
  'providers.use_auto_link': 'Kratos links the account itself when the person signs in there.',
  totp_url: 'The secret, as `otpauth://…`. Take it from a variable or a file.',
  codes: 'The codes.',
  'codes.code': 'One code. Take it from a variable or a file.',
  'codes.used_at': 'When it was used.',
  user_handle: 'The id of the person for the keys, in base64.',
  credentials: 'The keys.',
  'credentials.id': 'The id of the key, in base64.',
  'credentials.public_key': 'The public key, in base64.',
  'credentials.attestation_type': 'How the key was attested, such as `none`.',
  'credentials.authenticator': 'What is known of the device.',
  'credentials.authenticator.aaguid': 'Its kind, in base64.',
  'credentials.authenticator.sign_count': 'How often it has signed.',
  'credentials.authenticator.clone_warning': 'Whether it looks like a copy.',
  'credentials.display_name': 'How the person named the key.',
  'credentials.added_at': 'When it was added.',
  'credentials.is_passwordless': 'Whether it is a first factor.',
  'credentials.flags': 'What the device said of itself.',
  'credentials.flags.user_present': 'Somebody was there.',
  'credentials.flags.user_verified': 'The device knew who it was.',
  'credentials.flags.backup_eligible': 'The key can be copied to other devices.',
  'credentials.flags.backup_state': 'The key has been copied to other devices.',
  'credentials.transport': 'How the device is reached, such as `usb`.',
  'credentials.attestation': 'The attestation itself.',
  'credentials.attestation.client_dataJSON': 'What the browser signed, in base64.',
  'credentials.attestation.client_data_hash': 'Its hash, in base64.',
  'credentials.attestation.authenticator_data': 'What the device signed, in base64.',
  'credentials.attestation.public_key_algorithm': 'The number of the algorithm, such as -7.',
  'credentials.attestation.object': 'The attestation object, in base64.',
}
