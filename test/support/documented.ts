import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { check } from './mistakes/right-folder.ts'

export type Files = Readonly<Record<string, string>>

const personSchema = readFileSync(
  fileURLToPath(new URL('../../identities/person.schema.json', import.meta.url)),
  'utf8',
)

const key = 'k'.repeat(40)
const variables = {
  ...{ ORY_API_KEY: 'a-key', DIGEST_KEY: key, FORMER_DIGEST_KEYS: `${key},${'f'.repeat(40)}` },
  ...{ IDCTL_DOC_ADA_PASSWORD: 'correct horse battery staple 7', IDCTL_DOC_ADA_TOTP: 'otpauth://totp/a?secret=B' },
  ...{ IDCTL_DOC_ADA_CODE: 'abcd1234', IDCTL_DOC_ZIP: '01234', IDCTL_DOC_ADA_PHONE: '+49 30 901820' },
  IDCTL_DOC_KEY: 'ada',
}

/** `CODE summary` of all that is said of a folder. */
export const said = (files: Files) => check(files, { variables }).map(({ code, summary }) => `${code} ${summary}`)
export const codesOf = (files: Files) => [...new Set(check(files, { variables }).map(({ code }) => code))]

/** The lines of idctl.yaml that the example leaves to its reader. */
const configFrame: Files = { version: 'version: 1', workspace: 'workspace: acme-7f3k', schema_id: 'schema_id: person' }

/** A folder whose idctl.yaml says this. */
export function configFolder(yaml: string): Files {
  const given = Object.keys(parse(yaml) as object)
  const frame = Object.entries(configFrame).flatMap(([name, line]) => (given.includes(name) ? [] : [line]))
  return {
    'idctl.yaml': [...frame, yaml].join('\n'),
    'identities/person.schema.json': personSchema,
    'identities/ada.yaml':
      'schema_id: person\ntraits: { email: ada@example.com, name: { first: Ada, last: L }, department: sales }\nidctl: { key: ada }\n',
    'people/.keep': '',
    'robots/.keep': '',
    'schemas/email.json': personSchema,
  }
}

/** A folder of people without one who says more than most. */
export const documentFrame: Files = {
  'idctl.yaml': 'version: 1\nworkspace: acme-7f3k\nschema_id: person\n',
  'identities/person.schema.json': personSchema,
  'identities/_defaults.yaml':
    'traits:\n  email: ada@example.com\n  name: { first: Ada, last: Lovelace }\n  department: engineering\n',
}

/** A folder with this document, which inherits what it does not say. */
export const documentFolder = (yaml: string): Files => ({ ...documentFrame, 'identities/team/ada.yaml': yaml })
