import type { MemberText } from './member-text.ts'

/** What is said of the `idctl` block of a document. */
export const ownTexts = {
  idctl: {
    meaning: 'Settings for idctl. Kratos never sees them.',
    otherwise: 'the settings of idctl.yaml hold',
    example: 'idctl: { key: ada, protect: true }',
    mistakes: { 'idctl: { protected: true }': 'IDC212' },
  },
  'idctl.key': {
    meaning: 'The stable name of this person, in plans and on the mark. Every output shows it.',
    takes: 'a text of at most 255 characters, without a reference',
    otherwise: '`external_id`, else the first login identifier',
    example: 'idctl: { key: ada }',
    mistakes: { 'idctl: { key: 7 }': 'IDC213', 'idctl: { key: "${env:IDCTL_DOC_KEY}" }': 'IDC306' },
    codes: ['IDC233', 'IDC238', 'IDC239'],
    guide: '../guides/matching.md',
  },
  'idctl.previously': {
    meaning: 'Former keys or login identifiers: the same person under a new name, not a new account.',
    otherwise: 'the person never had another name',
    example: 'idctl: { previously: [ada.byron@example.com] }',
    mistakes: { 'idctl: { previously: ada.byron@example.com }': 'IDC213' },
    codes: ['IDC507'],
    guide: '../guides/matching.md',
  },
  'idctl.protect': {
    meaning:
      'The account is never removed, also when this document is gone. `idctl release KEY --protected` ends that.',
    fallback: false,
    example: 'idctl: { protect: true }',
    mistakes: { 'idctl: { protect: 1 }': 'IDC213' },
    guide: '../guides/removal.md',
  },
  'idctl.expires': {
    meaning: 'The last day of this person, in UTC. After it, idctl treats the document as if it had left the folder.',
    takes: 'a day like `2027-01-31`, or `null` for no day',
    otherwise: 'the person stays',
    example: 'idctl: { expires: 2027-01-31 }',
    mistakes: { 'idctl: { expires: 2027-02-31 }': 'IDC213', 'idctl: { expires: }': 'IDC213' },
    codes: ['IDC587', 'IDC588'],
    guide: '../guides/removal.md#who-leaves-on-a-given-day',
  },
  'idctl.credentials_version': {
    meaning: 'Raise it to have secrets written again that were written before, such as a plain password.',
    takes: 'a number from 1',
    otherwise: 'it is 0: secrets are written at the creation only',
    example: 'idctl: { credentials_version: 2 }',
    mistakes: { 'idctl: { credentials_version: 0 }': 'IDC213' },
    codes: ['IDC531', 'IDC603'],
    guide: '../guides/credentials.md#plain-secrets-and-credentials_version',
  },
  'idctl.keep_verified': {
    meaning:
      'A changed address stays verified, if the former one was. The declaration in `verifiable_addresses` wins over it.',
    fallback: false,
    example: 'idctl: { keep_verified: true }',
    guide: '../guides/addresses-and-attributes.md#when-an-address-changes',
  },
  'idctl.on_create': {
    meaning:
      'What apply asks Kratos for after it has created the account, so that the person can get in. It goes to the file of `--invites`, and nowhere else.',
    takes: '`recovery_link`, `recovery_code`, a map with `send` and `lifetime`, or `null` for nothing',
    otherwise: '`on_create` of idctl.yaml',
    example: 'idctl: { on_create: { send: recovery_link, lifetime: 24h } }',
    mistakes: { 'idctl: { on_create: link }': 'IDC213' },
    codes: ['IDC532'],
    guide: '../guides/ways-in-and-invites.md#invites-at-creation',
  },
  'idctl.ownership': {
    meaning:
      'Who decides about a field, by JSON Pointer. The longest pointer counts; for the same pointer, this map wins over idctl.yaml.',
    takes: 'a map from a pointer to `enforce`, `seed`, `merge`, `observe` or `ignore`; no pointer goes below a list',
    otherwise: '`ownership` of idctl.yaml, else `enforce`',
    example: 'idctl: { ownership: { /traits/name: seed } }',
    mistakes: {
      'idctl: { ownership: { /traits/name: sead } }': 'IDC213',
      'idctl: { ownership: { /name: seed } }': 'IDC217',
      'idctl: { ownership: { /traits/name/first: merge } }': 'IDC218',
    },
    codes: ['IDC235'],
    guide: '../tutorial.md#5-who-decides-about-a-field',
  },
} as const satisfies Readonly<Record<string, MemberText>>
