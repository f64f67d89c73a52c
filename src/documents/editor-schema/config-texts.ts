import type { z } from 'zod'
import { configDefaults } from '../../config/defaults.ts'
import type { fileSchema } from '../../config/schema.ts'
import { guardTexts } from './guard-member-texts.ts'
import { kratosTexts } from './kratos-texts.ts'
import type { MemberPath, MemberText } from './member-text.ts'
import { ruleTexts } from './rule-texts.ts'

const duration = 'a number and one of the units `s`, `m`, `h`, `d`, `w`'
const whatIsDone =
  'delete them, disable them, release them (idctl lets go, and nothing else changes), or keep them as they are'

/** What is said of the members of idctl.yaml, by their path. A member without a text does not compile. */
export const configTexts = {
  version: {
    meaning: 'The version of the format of this file.',
    takes: 'always `1`',
    otherwise: 'the file is refused',
    example: 'version: 1',
    mistakes: { 'version: 2': 'IDC102' },
  },
  workspace: {
    meaning:
      'Who manages the people of this folder. It is part of the mark on each of them, so it must not change later, and no other folder may have the same.',
    takes: 'letters, digits, `.`, `-` and `_`, at most 64, with a letter or a digit at the start',
    otherwise: 'the file is refused, unless the environment has one',
    example: 'workspace: acme-7f3k',
    mistakes: { 'workspace: Acme Inc': 'IDC102' },
  },
  identities: {
    meaning: 'The folder with the documents, or several. No folder may lie inside another one of the list.',
    takes: 'a path, or a list of paths, from the folder of idctl.yaml',
    fallback: configDefaults.identities,
    example: 'identities: [people, robots]',
    order: '`--identities DIR` reads only that folder, and then nobody is removed',
    mistakes: { 'identities: nowhere': 'IDC105', 'identities: []': 'IDC102' },
  },
  schema_id: {
    meaning: 'The identity schema of documents that name none.',
    otherwise: 'each document names its schema, or a `_defaults.yaml` does',
    example: 'schema_id: person',
    order: '`schema_id` of a `_defaults.yaml` wins over it, and that of a document over both',
    mistakes: { 'schema_id: ""': 'IDC102' },
    codes: ['IDC215'],
  },
  schemas: {
    meaning:
      'Files of identity schemas by their id, for files outside of the identities folders, and for ids that cannot be the name of a file.',
    takes: 'a map from an id to a path from the folder of idctl.yaml',
    otherwise: 'the files `*.schema.json` in the identities folders serve, with their name as the id',
    example: 'schemas: { "preset://email": schemas/email.json }',
    mistakes: { 'schemas: { person: schemas/nowhere.json }': 'IDC105' },
    codes: ['IDC223'],
  },
  schema_aliases: {
    meaning: 'Names that documents use for ids of identity schemas, such as `preset://email` or a hash.',
    takes: 'a map from a name to the id on the server',
    otherwise: 'documents use the ids of the server',
    example: 'schema_aliases: { person: preset://email }',
    mistakes: { 'schema_aliases: { person: 3 }': 'IDC102' },
    guide: '../guides/addresses-and-attributes.md#names-for-schemas',
  },
  ...kratosTexts,
  adopt: {
    meaning:
      'Which accounts a document may take over that idctl did not create: `verified` those with its `external_id` or with a login address that was verified, `any` those with any of its login addresses, `never` none.',
    fallback: configDefaults.adopt,
    example: 'adopt: never',
    order: '`idctl adopt KEY` takes over one account, whatever this says',
    mistakes: { 'adopt: sometimes': 'IDC102' },
    guide: '../guides/existing-kratos.md',
  },
  removal: {
    meaning: 'What happens to the account of somebody whose document is gone.',
    example: 'removal: { created: disable, adopted: release }',
    guide: '../guides/removal.md',
  },
  'removal.created': {
    meaning: `What happens to accounts that idctl created: ${whatIsDone}.`,
    fallback: configDefaults.removal.created,
    example: 'removal: { created: disable }',
    mistakes: { 'removal: { created: remove }': 'IDC102' },
  },
  'removal.adopted': {
    meaning: `What happens to accounts that idctl adopted: ${whatIsDone}.`,
    fallback: configDefaults.removal.adopted,
    example: 'removal: { adopted: keep }',
    mistakes: { 'removal: { adopted: true }': 'IDC102' },
  },
  'removal.grace': {
    meaning: 'Disables first, and deletes after this time.',
    takes: duration,
    otherwise: 'accounts are deleted at once',
    example: 'removal: { created: delete, grace: 30d }',
    note: 'it needs `delete` for `created` or `adopted`',
    mistakes: { 'removal: { grace: 30 }': 'IDC102', 'removal: { created: keep, grace: 30d }': 'IDC102' },
  },
  required: {
    meaning:
      'Keys of people who must always keep their access. A plan that would take it from one of them is an error, and no flag allows it.',
    otherwise: 'there are none',
    example: 'required: [ada]',
    mistakes: { 'required: ada': 'IDC102', 'required: [nobody]': 'IDC585' },
    codes: ['IDC586'],
    guide: '../guides/removal.md#who-must-stay',
  },
  expiry_notice: {
    meaning: 'How long before the day of `idctl.expires` each plan says that somebody will go.',
    takes: duration,
    fallback: configDefaults.expiry_notice,
    example: 'expiry_notice: 30d',
    mistakes: { 'expiry_notice: 1 month': 'IDC102' },
    codes: ['IDC587'],
    guide: '../guides/removal.md#who-leaves-on-a-given-day',
  },
  git: {
    meaning:
      'Whether idctl asks git if a missing document was deleted, or is only absent from an older checkout. Then marks keep the commit.',
    fallback: configDefaults.git,
    example: 'git: false',
    mistakes: { 'git: never': 'IDC102' },
    codes: ['IDC589'],
    guide: '../guides/removal.md#an-old-checkout-removes-nobody-and-brings-nobody-back',
  },
  on_create: {
    meaning:
      'What apply asks Kratos for after each creation, so that people can get in. It goes to the file of `--invites`, and nowhere else.',
    takes: '`recovery_link`, `recovery_code`, a map with `send` and `lifetime`, or `null` for nothing',
    otherwise: 'nothing is asked for',
    example: 'on_create: recovery_link',
    order: '`idctl.on_create` of a `_defaults.yaml` wins over it, and that of a document over both',
    mistakes: { 'on_create: recovery': 'IDC102' },
    guide: '../guides/ways-in-and-invites.md#invites-at-creation',
  },
  'on_create.send': {
    meaning: 'A link, or a code and the page that asks for it.',
    otherwise: 'the map is refused',
    example: 'on_create: { send: recovery_code }',
  },
  'on_create.lifetime': {
    meaning: 'How long the link or code works.',
    takes: 'a duration as Kratos writes it, such as `90m`, `24h` or `1h30m`; there is no unit for days',
    otherwise: 'the time that Kratos is configured with',
    example: 'on_create: { send: recovery_link, lifetime: 24h }',
    mistakes: { 'on_create: { send: recovery_link, lifetime: 2d }': 'IDC102' },
  },
  ownership: {
    meaning: 'Who decides about a field, by JSON Pointer. The longest pointer counts.',
    takes: 'a map from a pointer to `enforce`, `seed`, `merge`, `observe` or `ignore`',
    otherwise: 'every field that a document mentions is `enforce`',
    example: 'ownership: { /traits/locale: seed, /metadata_admin/ticket: ignore }',
    order:
      '`idctl.ownership` of a `_defaults.yaml` wins over it for the same pointer, and that of a document over both',
    mistakes: { 'ownership: { /locale: seed }': 'IDC102', 'ownership: { /traits/locale: sead }': 'IDC102' },
    codes: ['IDC217', 'IDC218', 'IDC235'],
    guide: '../tutorial.md#5-who-decides-about-a-field',
  },
  sensitive: {
    meaning:
      'Values that no output shows, by JSON Pointer, with all that is below. A plan file has those that it writes.',
    otherwise: 'values are shown, except secrets and values of references',
    example: 'sensitive: [/traits/phone, /metadata_admin/salary]',
    mistakes: { 'sensitive: [traits/phone]': 'IDC102' },
    codes: ['IDC235'],
    guide: '../guides/privacy.md#sensitive-values',
  },
  display: {
    meaning:
      'The traits that tell who somebody is, by JSON Pointer: each row of a plan shows them, and matching compares them.',
    otherwise:
      'those that the identity schema has of `name`, `full_name`, `display_name`, `first_name` and `last_name`, `given_name` and `family_name`',
    example: 'display: [/traits/name]',
    mistakes: { 'display: [name]': 'IDC102' },
    codes: ['IDC234', 'IDC235'],
    guide: '../guides/matching.md',
  },
  privileged: {
    meaning:
      'Values that give people power, such as roles, by JSON Pointer, with all that is below: plans and drift say in a section of their own who gains and who loses them.',
    otherwise: 'there is no such section',
    example: 'privileged: [/traits/roles, /metadata_public/admin]',
    mistakes: { 'privileged: [roles]': 'IDC102', 'privileged: [/traits/roless]': 'IDC235' },
    guide: '../guides/reading-a-plan.md#who-gains-and-who-loses',
  },
  references: { meaning: 'What `${env:…}` in documents may refer to.', example: 'references: { env: [IDCTL_DOC_*] }' },
  'references.env': {
    meaning:
      'Names of variables that documents may use. Those that `kratos` uses, and those of the connection, stay closed to them.',
    takes: 'a list of names, with `*` for any letters; an empty list allows none',
    fallback: configDefaults.references.env,
    example: 'references: { env: [IDCTL_DOC_*, HR_*] }',
    mistakes: { 'references: { env: HR_* }': 'IDC102' },
    codes: ['IDC302'],
    guide: 'documents.md#references',
  },
  ...guardTexts,
  ...ruleTexts,
  environments: {
    meaning: 'Settings that `--env NAME` puts over the others: maps are merged, everything else is replaced.',
    takes: 'a map from a name to settings: all of this page except `version`, `rules` and `environments`',
    otherwise: 'there is no `--env`',
    example:
      'environments:\n  staging:\n    kratos: { admin_url: "https://kratos.staging.example.com" }\n    adopt: any\n',
    note: 'where an environment names another server, only the digest keys of the other `kratos` hold for it: an API key is never sent to another URL',
    mistakes: { 'environments: { prod: { version: 1 } }': 'IDC103' },
    codes: ['IDC104', 'IDC110'],
  },
} as const satisfies Readonly<Record<MemberPath<z.infer<typeof fileSchema>>, MemberText>>
