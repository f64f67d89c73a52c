import type { DocumentShape } from '../../desired/document/document.ts'
import type { CredentialType } from '../../model/credential-types.ts'
import { credentialTexts } from './credential-texts.ts'
import type { MemberPath, MemberText } from './member-text.ts'
import { ownTexts } from './own-texts.ts'

const metadataNote = 'a key whose value is `null` must be absent; `null` for the whole means that there is nothing'

/** What is said of the members of a document, by their path. A member without a text does not compile. */
export const documentTexts = {
  schema_id: {
    meaning:
      'The identity schema that the traits follow. A changed one moves the person, with the traits, to the other schema.',
    takes: 'the id of a schema of the server, or a name of `schema_aliases`',
    otherwise: '`schema_id` of `_defaults.yaml` or of idctl.yaml',
    example: 'schema_id: person',
    mistakes: { 'schema_id: ""': 'IDC213', 'schema_id: nobody': 'IDC403' },
    codes: ['IDC215'],
    guide: '../guides/addresses-and-attributes.md#moving-to-another-schema',
  },
  external_id: {
    meaning:
      'Your own name for this person, such as a personnel number. It is unique, and the key unless `idctl.key` is given.',
    takes: 'a text of at most 64 characters; `null` clears it',
    otherwise: 'it is not managed',
    example: 'external_id: emp-4001',
    mistakes: { 'external_id: 4001': 'IDC213', 'external_id: ""': 'IDC213' },
    codes: ['IDC233', 'IDC238', 'IDC239', 'IDC306'],
    guide: '../guides/addresses-and-attributes.md#external-id-organization-state',
  },
  state: {
    meaning: 'Whether the person can sign in. Who becomes inactive is signed out everywhere.',
    otherwise: 'it is not managed; a new account is active',
    example: 'state: inactive',
    mistakes: { 'state: off': 'IDC213', 'state: null': 'IDC213' },
  },
  traits: {
    meaning:
      'What the identity schema describes: email, name and so on. A trait that is left out is left alone in Kratos, and one with `null` must be absent.',
    takes: 'a map, as the identity schema says',
    otherwise: 'only traits of `_defaults.yaml` are managed',
    example: 'traits:\n  email: ada@example.com\n  name: { first: Ada, last: Lovelace }\n  department: engineering\n',
    mistakes: {
      'traits: { emial: ada@example.com }': 'IDC411',
      'traits: { department: 7 }': 'IDC410',
    },
    codes: ['IDC206', 'IDC228'],
    guide: '../guides/mistakes-in-files.md',
  },
  metadata_public: {
    meaning: 'Data of yours that the person can read.',
    otherwise: 'it is not managed',
    example: 'metadata_public: { team: compilers, floor: null }',
    note: `${metadataNote}; a reference (\`\${env:…}\`) may not stand in it`,
    mistakes: { 'metadata_public: compilers': 'IDC213', 'metadata_public: { zip: "${env:IDCTL_DOC_ZIP}" }': 'IDC306' },
  },
  metadata_admin: {
    meaning:
      'Data of yours that only the admin API shows. The mark of idctl is in `metadata_admin.idctl`, which no document may have.',
    otherwise: 'it is not managed',
    example: 'metadata_admin: { cost_center: "4200" }',
    note: metadataNote,
    mistakes: { 'metadata_admin: { idctl: {} }': 'IDC216', 'metadata_admin: []': 'IDC213' },
  },
  organization_id: {
    meaning: 'The organization of Ory Network that this person belongs to.',
    takes: 'a UUID; `null` clears it',
    otherwise: 'it is not managed',
    example: 'organization_id: 9f425a8d-7efc-4768-8f23-7647a74fdf13',
    mistakes: { 'organization_id: acme': 'IDC213' },
  },
  verifiable_addresses: {
    meaning: 'Addresses that count as verified or not. Their values come from the traits.',
    otherwise: 'it is not managed whether addresses are verified',
    example: 'verifiable_addresses:\n  - { via: email, value: ada@example.com, verified: true }\n',
    mistakes: { 'verifiable_addresses: [{ via: email, value: eve@example.com }]': 'IDC415' },
    codes: ['IDC214'],
    guide: '../guides/addresses-and-attributes.md#verified-addresses',
  },
  'verifiable_addresses.via': {
    meaning: 'The channel of the address.',
    otherwise: 'the entry is refused, because Kratos would drop it',
    example: 'verifiable_addresses: [{ via: email, value: ada@example.com }]',
    mistakes: { 'verifiable_addresses: [{ value: ada@example.com }]': 'IDC213' },
  },
  'verifiable_addresses.value': {
    meaning: 'The address, as in the traits.',
    otherwise: 'the entry is refused',
    example: 'verifiable_addresses: [{ via: email, value: ada@example.com }]',
  },
  'verifiable_addresses.verified': {
    meaning: 'Whether the address counts as verified. idctl keeps it so.',
    otherwise: 'idctl checks only that the address is there',
    example: 'verifiable_addresses: [{ via: email, value: ada@example.com, verified: false }]',
  },
  'verifiable_addresses.status': {
    meaning: 'How far the verification is. It is written at the creation only; later it follows `verified`.',
    otherwise: 'it follows `verified`',
    example: 'verifiable_addresses: [{ via: email, value: ada@example.com, verified: true, status: completed }]',
  },
  'verifiable_addresses.verified_at': {
    meaning: 'When the address was verified. It is written at the creation only.',
    takes: 'a time like `2026-01-31T12:00:00Z`',
    otherwise: 'the server sets it',
    example:
      'verifiable_addresses: [{ via: email, value: ada@example.com, verified: true, verified_at: "2026-01-31T12:00:00Z" }]',
    mistakes: {
      'verifiable_addresses: [{ via: email, value: ada@example.com, verified_at: yesterday }]': 'IDC213',
    },
  },
  recovery_addresses: {
    meaning: 'Addresses for account recovery. Their values come from the traits; idctl checks that they are there.',
    otherwise: 'they are not checked',
    example: 'recovery_addresses: [{ via: email, value: ada@example.com }]',
    mistakes: { 'recovery_addresses: [{ via: email, value: eve@example.com }]': 'IDC415' },
    codes: ['IDC214'],
    guide: '../guides/addresses-and-attributes.md#verified-addresses',
  },
  'recovery_addresses.via': {
    meaning: 'The channel of the address.',
    otherwise: 'the entry is refused, because Kratos would drop it',
    example: 'recovery_addresses: [{ via: email, value: ada@example.com }]',
  },
  'recovery_addresses.value': {
    meaning: 'The address, as in the traits.',
    otherwise: 'the entry is refused',
    example: 'recovery_addresses: [{ via: email, value: ada@example.com }]',
  },
  ...credentialTexts,
  ...ownTexts,
} as const satisfies Readonly<Record<MemberPath<DocumentShape> | `credentials.${CredentialType}`, MemberText>>
