import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../../../src/config/load.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { checkDocuments } from '../../../src/pipeline.ts'
import { project } from '../temp-project.ts'

export const hash = '$2a$12$o6hx.Wog/wvFSkT/Bp/6DOxCtLRTDj7lm9on9suF/WaCGNVHbkfL6'

const kratos = (via: 'email' | 'sms') => ({
  credentials: { ...(via === 'email' ? { password: { identifier: true } } : {}), code: { identifier: true, via } },
  verification: { via },
  ...(via === 'email' ? { recovery: { via } } : {}),
})

const schema = {
  properties: {
    traits: {
      type: 'object',
      required: ['email', 'name'],
      additionalProperties: false,
      properties: {
        email: { type: 'string', format: 'email', minLength: 5, pattern: '@example', 'ory.sh/kratos': kratos('email') },
        phone: { type: 'string', format: 'tel', 'ory.sh/kratos': kratos('sms') },
        name: {
          type: 'object',
          required: ['first'],
          additionalProperties: false,
          properties: { first: { type: 'string', minLength: 1 }, last: { type: 'string' } },
        },
        zip: { type: 'string' },
        age: { type: 'integer', minimum: 0 },
        news: { type: 'boolean' },
        roles: { type: 'array', items: { enum: ['admin', 'reader'] }, uniqueItems: true, maxItems: 2 },
      },
    },
  },
}

/** A folder without a mistake, that has most of what a folder can have. */
export const rightFiles = {
  'idctl.yaml': `version: 1
workspace: acme
schema_id: person
identities: [identities]
adopt: verified
removal: { created: delete, grace: 30d }
ownership: { /traits/age: seed }
sensitive: [/traits/zip]
guards: { removals: { percent: 5, floor: 3 } }
`,
  'identities/_defaults.yaml': 'metadata_public: { team: compilers }\n',
  'identities/person.schema.json': JSON.stringify(schema),
  'identities/ada.yaml': `schema_id: person
external_id: emp-1
state: active
traits:
  email: ada@example.com
  phone: "+16502530000"
  name: { first: Ada, last: Lovelace }
  zip: "01234"
  age: 36
  roles: [admin, reader]
metadata_admin: { cost_center: "42" }
organization_id: 9f425a8d-7efc-4768-8f23-7647a74fdf13
verifiable_addresses: [{ via: email, value: ada@example.com, verified: true }]
recovery_addresses: [{ via: email, value: ada@example.com }]
credentials:
  password: { config: { hashed_password: "${hash}" } }
  oidc: { config: { providers: [{ provider: google, subject: "1" }] } }
idctl:
  previously: [ada.byron@example.com]
  protect: true
  expires: "2099-01-31"
  credentials_version: 2
  ownership: { /traits/name: seed }
`,
  'identities/bob.yaml': 'traits:\n  email: bob@example.com\n  name: { first: Bob }\nidctl:\n  key: bob\n',
  'identities/eve.yaml': 'traits:\n  email: eve@example.com\n  name: { first: Eve }\n',
}

export type FileContent = string | Uint8Array | { readonly linkTo: string } | undefined

/** What `idctl validate` says of these files. */
export function check(
  texts: Readonly<Record<string, FileContent>>,
  { variables = {} }: { readonly variables?: Readonly<Record<string, string>> } = {},
): Diagnostic[] {
  const files = Object.entries(texts).flatMap(([file, text]) => (isText(text) ? [[file, text] as const] : []))
  const root = project(Object.fromEntries(files))
  for (const [file, content] of Object.entries(texts)) {
    if (content !== undefined && !isText(content)) symlinkSync(content.linkTo, join(root, file))
  }
  const { config, diagnostics } = loadConfig({ cwd: root, variables, offline: true })
  return config === undefined ? diagnostics : [...diagnostics, ...checkDocuments(config, variables).diagnostics]
}

function isText(content: FileContent): content is string | Uint8Array {
  return typeof content === 'string' || content instanceof Uint8Array
}
