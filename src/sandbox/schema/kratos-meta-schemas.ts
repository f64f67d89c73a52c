import type { Json, JsonObject } from '../json.ts'
import { present } from '../present.ts'
import { extensionKeyword } from './extension-config.ts'
import { draftUrl } from './meta-schemas.ts'

/** The members of the extension that a server version knows. */
export interface ExtensionRules {
  readonly recoveryVia: readonly string[]
  /** `organizations` is known. */
  readonly organizations: boolean
}

/** Kratos' rules for identity schemas in addition to their draft (API reference §14.1, §14.2). */

export const extensionMetaUrl = 'ory://identity-extension'
export const identityMetaUrl = 'ory://identity-meta'

const flag: Json = { type: 'boolean' }

function closed(properties: JsonObject): JsonObject {
  return { type: 'object', additionalProperties: false, properties }
}

function oneOfTexts(...texts: string[]): JsonObject {
  return { type: 'string', enum: texts }
}

function extension({ recoveryVia, organizations }: ExtensionRules): JsonObject {
  return closed({
    credentials: closed({
      password: closed({ identifier: flag }),
      webauthn: closed({ identifier: flag }),
      passkey: closed({ display_name: flag }),
      totp: closed({ account_name: flag }),
      code: closed({ identifier: flag, via: oneOfTexts('email', 'sms') }),
    }),
    verification: closed({ via: oneOfTexts('email', 'sms') }),
    recovery: closed({ via: oneOfTexts(...recoveryVia) }),
    ...present({ organizations: organizations ? closed({ matcher: oneOfTexts('email_domain') }) : undefined }),
  })
}

/** Checks the extension only in nodes below objects, not in the arrays of combinators. */
export function extensionMetaSchema(rules: ExtensionRules): JsonObject {
  return {
    $schema: `${draftUrl(7)}#`,
    allOf: [{ properties: { [extensionKeyword]: extension(rules) } }, { patternProperties: { '.*': { $ref: '#' } } }],
  }
}

const verifiedTrait: JsonObject = {
  required: [extensionKeyword],
  properties: { [extensionKeyword]: { type: 'object', required: ['verification'] } },
}

const trait: JsonObject = {
  type: 'object',
  if: verifiedTrait,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { properties: { format: { enum: ['email', 'tel', 'date', 'time', 'date-time', 'no-validate'] } } },
  allOf: [{ $ref: extensionMetaUrl }],
}

const traits: JsonObject = {
  type: 'object',
  required: ['properties'],
  properties: {
    type: { const: 'object' },
    properties: { type: 'object', minProperties: 1, patternProperties: { '.*': trait } },
  },
}

/** The start-up check: Kratos exits if a schema violates it. */
export const identityMetaSchema: JsonObject = {
  $schema: `${draftUrl(7)}#`,
  type: 'object',
  allOf: [
    { $ref: `${draftUrl(7)}#` },
    {
      properties: { properties: { type: 'object', required: ['traits'], properties: { traits } } },
      required: ['properties'],
    },
  ],
}
