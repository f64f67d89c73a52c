import { z } from 'zod'
import { didYouMean } from '../model/did-you-mean.ts'
import { digestOf } from '../model/digest.ts'
import type { CredentialSecret, DesiredCredentials, LinkedProvider } from '../model/identity.ts'
import { formatPointer } from '../model/json.ts'
import { checkShape } from '../source/check-shape.ts'
import { type Located, type LocatedMap, memberOf } from '../source/located.ts'
import { formatPath, quote, type Report } from '../source/report.ts'
import { documentRules } from './document.ts'
import { checkPasswordHash, checkPlainPassword } from './password-hash.ts'

const passwordSchema = z.strictObject({
  hashed_password: z.string().exactOptional(),
  password: z.string().exactOptional(),
  use_password_migration_hook: z.boolean().exactOptional(),
})
const text = z.string().min(1)
const oidcSchema = z.strictObject({
  providers: z
    .array(
      z.strictObject({
        provider: text,
        subject: text,
        organization: z.guid().exactOptional(),
        use_auto_link: z.boolean().exactOptional(),
      }),
    )
    .min(1),
})
const samlSchema = z.strictObject({
  providers: z.array(z.strictObject({ provider: text, subject: text, organization: z.guid().exactOptional() })).min(1),
})

const supported = ['password', 'oidc', 'saml']
const unreleased = ['totp', 'lookup_secret', 'webauthn', 'passkey']

type CredentialType = 'password' | 'oidc' | 'saml'

/** Pointers of literal secrets, as `from` has them. */
export type SecretPlace = (pointer: string) => string

/**
 * Reads `credentials` of a document (product §2.7, API reference §5): Kratos' shape with `config`, or what stands in it
 * directly. Secrets stay behind as places or references; `placeOf` makes the `from` of a literal one.
 */
export function readCredentials(node: Located, placeOf: SecretPlace, report: Report): DesiredCredentials | undefined {
  if (node.kind !== 'map') return undefined
  const credentials: { -readonly [Type in keyof DesiredCredentials]: DesiredCredentials[Type] } = {}
  const password = configOf(node, 'password', report)
  if (password !== undefined) {
    const read = readPassword(password, placeOf, report)
    if (read !== undefined) credentials.password = read
  }
  for (const [type, schema] of [
    ['oidc', oidcSchema],
    ['saml', samlSchema],
  ] as const) {
    const config = configOf(node, type, report)
    if (config === undefined) continue
    const shape = checkShape<{ providers: LinkedProvider[] }>(schema, config.node, {
      ...documentRules,
      report,
      path: config.path,
    })
    if (shape === undefined) continue
    refuseRepeatedLinks(shape.providers, config, report)
    credentials[type] = shape
  }
  refuseOtherTypes(node, report)
  return Object.keys(credentials).length === 0 ? undefined : credentials
}

interface CredentialConfig {
  readonly node: LocatedMap
  readonly path: readonly string[]
}

/** The settings of one type: below `config`, or directly. */
function configOf(credentials: LocatedMap, type: CredentialType, report: Report): CredentialConfig | undefined {
  const given = memberOf(credentials, type)?.value
  if (given === undefined || given.kind === 'broken') return undefined
  const fail = (at: Located['at'], summary: string, hint: string): undefined => {
    report({ severity: 'error', code: 'IDC220', summary, hint, at, secret: true })
  }
  if (given.kind === 'scalar' && given.value === null) {
    return fail(given.at, `${type} is null, but this version cannot delete credentials`, 'leave the line out')
  }
  if (given.kind !== 'map')
    return fail(given.at, `credentials.${type} must be a map`, 'write it like Kratos: config: { … }')
  const config = memberOf(given, 'config')?.value
  if (config === undefined) return { node: given, path: ['credentials', type] }
  for (const [key, { at }] of given.members) {
    if (key !== 'config') fail(at, `unknown key ${quote(key)} beside config`, 'move it below config')
  }
  if (config.kind === 'map') return { node: config, path: ['credentials', type, 'config'] }
  return config.kind === 'broken'
    ? undefined
    : fail(config.at, `credentials.${type}.config must be a map`, 'fill it, or leave it out')
}

/** One of hash, plain text and hook (Kratos would silently prefer one of several: API reference §5.1). */
function readPassword(
  { node, path }: CredentialConfig,
  placeOf: SecretPlace,
  report: Report,
): DesiredCredentials['password'] {
  const shape = checkShape(passwordSchema, node, { ...documentRules, report, path })
  if (shape === undefined) return undefined
  const fail = (key: string, summary: string, hint: string): undefined => {
    const at = memberOf(node, key)?.at ?? node.at
    report({ severity: 'error', code: 'IDC220', summary, hint, at, secret: true })
  }
  const hook = shape.use_password_migration_hook
  const hash = hook === true && shape.hashed_password === '' ? undefined : shape.hashed_password
  const plain = hook === true && shape.password === '' ? undefined : shape.password
  const given = [hash !== undefined, plain !== undefined, hook === true].filter(Boolean).length
  // What was just reported may be the very key that is missing.
  if (given === 0 && [...node.members.keys()].some((key) => !Object.hasOwn(shape, key))) return undefined
  if (given === 0) {
    return fail(
      '',
      'the password has neither a hash, nor a plain text, nor the migration hook',
      'give one, or leave it out',
    )
  }
  if (given > 1) {
    const words = 'hashed_password, password and use_password_migration_hook exclude each other'
    return fail(hash === undefined ? 'password' : 'hashed_password', words, 'keep one of them')
  }
  if (hook === true) return { use_password_migration_hook: true }
  const key = hash === undefined ? 'password' : 'hashed_password'
  const value = memberOf(node, key)?.value
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') return undefined
  if (value.fromReference) return { [key]: { reference: value.written ?? '' } }
  const fault = hash === undefined ? checkPlainPassword(value.value) : checkPasswordHash(value.value)
  if (fault !== undefined) {
    report({
      severity: 'error',
      code: hash === undefined ? 'IDC602' : 'IDC601',
      summary: `${formatPath([...path, key])} ${fault}`,
      hint: hash === undefined ? 'choose a shorter one' : 'copy the whole hash, in one of the formats of Kratos',
      at: value.at,
      secret: true,
    })
    return undefined
  }
  const from = placeOf(formatPointer([...path, key]))
  const secret: CredentialSecret = hash === undefined ? { from } : { from, fingerprint: digestOf(value.value) }
  return { [key]: secret }
}

/** Two equal entries in one create are a 409 (API reference §5.3). */
function refuseRepeatedLinks(
  providers: readonly LinkedProvider[],
  { node, path }: CredentialConfig,
  report: Report,
): void {
  const list = memberOf(node, 'providers')?.value
  const seen = new Set<string>()
  for (const [index, { provider, subject }] of providers.entries()) {
    const link = `${provider}:${subject}`
    if (seen.has(link)) {
      report({
        severity: 'error',
        code: 'IDC220',
        summary: `${formatPath([...path, 'providers', index])} repeats a link`,
        hint: 'keep one of the two',
        at: (list?.kind === 'list' ? list.items[index] : undefined)?.at ?? node.at,
        secret: true,
      })
    }
    seen.add(link)
  }
}

function refuseOtherTypes(credentials: LocatedMap, report: Report): void {
  for (const [type, { at }] of credentials.members) {
    if (supported.includes(type)) continue
    const meant = didYouMean(type, supported)
    const [summary, hint] = unreleased.includes(type)
      ? [`no released Kratos can import ${type} credentials`, 'leave it out: people set it up themselves']
      : type === 'code'
        ? ['code credentials cannot be imported', 'Kratos derives them from the traits: leave it out']
        : [
            `unknown credential type ${quote(type)}`,
            meant ? `did you mean ${meant}?` : `known are ${supported.join(', ')}`,
          ]
    report({ severity: 'error', code: 'IDC221', summary, hint, at, secret: true })
  }
}
