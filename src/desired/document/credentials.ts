import {
  type CredentialType,
  type LinkedCredentialType,
  linkedCredentialTypes,
  type WholeCredentialType,
  wholeCredentialTypes,
} from '../../model/credential-types.ts'
import type { CredentialSecret, DesiredCredentials, LinkedProvider } from '../../model/credentials.ts'
import type { SourceLocation } from '../../model/diagnostic.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import { digestOf } from '../../model/digest.ts'
import { formatPointer } from '../../model/json.ts'
import { checkShape } from '../../source/check-shape.ts'
import { type Located, type LocatedMap, memberOf, toJson } from '../../source/located.ts'
import { formatPath, quote, type Reporter } from '../../source/report.ts'
import type { CredentialConfig, SecretReader } from './credential-config.ts'
import { linkShapes, wholeShapes } from './credential-shapes.ts'
import { documentRules, exampleOf, placeOfCredential } from './document.ts'
import { readPassword } from './read-password.ts'
import { spacesInLinks } from './spaces.ts'

const types: readonly CredentialType[] = ['password', ...linkedCredentialTypes, ...wholeCredentialTypes]

export interface ReadCredentials {
  readonly credentials: DesiredCredentials
  readonly places: Readonly<Partial<Record<CredentialType, SourceLocation>>>
  readonly linkPlaces: Readonly<Partial<Record<LinkedCredentialType, readonly SourceLocation[]>>>
}

/**
 * Reads `credentials` of a document (API reference §5): in Kratos' shape with `config`, or without that level; `null`
 * for credentials that must be deleted. The result has the places or references of secrets, never their values.
 */
export function readCredentials(node: Located, secrets: SecretReader, report: Reporter): ReadCredentials | undefined {
  if (node.kind !== 'map') return undefined
  const credentials: Partial<Record<CredentialType, unknown>> = {}
  const places: Partial<Record<CredentialType, SourceLocation>> = {}
  for (const type of types) {
    const member = memberOf(node, type)
    if (member === undefined) continue
    places[type] = member.at
    const isNull = member.value.kind === 'scalar' && member.value.value === null
    const read = isNull ? deletionOf(type, member.at, report) : readType(type, member.value, secrets, report)
    if (read !== undefined) credentials[type] = read
  }
  refuseOtherTypes(node, report)
  if (Object.keys(credentials).length === 0) return undefined
  return { credentials: credentials as DesiredCredentials, places, linkPlaces: linkPlaces(node) }
}

function linkPlaces(node: LocatedMap): ReadCredentials['linkPlaces'] {
  const lists = linkedCredentialTypes.map((type) => {
    const given = memberOf(node, type)?.value
    const list = memberOf(memberOf(given, 'config')?.value ?? given, 'providers')?.value
    return [type, list?.kind === 'list' ? list.items.map(({ at }) => at) : []] as const
  })
  return Object.fromEntries(lists.filter(([, places]) => places.length > 0))
}

function deletionOf(type: CredentialType, at: SourceLocation, report: Reporter): null | undefined {
  if (type !== 'passkey') return null
  report({
    severity: 'error',
    code: 'IDC220',
    summary: 'Kratos cannot delete passkeys: people do that themselves',
    hint: 'leave the line out',
    at,
  })
  return undefined
}

function readType(type: CredentialType, given: Located, secrets: SecretReader, report: Reporter): unknown {
  const config = configOf(type, given, report)
  if (config === undefined) return undefined
  if (type === 'password') return readPassword(config, secrets, report)
  if (type === 'oidc' || type === 'saml') return readLinks(type, config, report)
  return readWhole(type, config, secrets, report)
}

/** The settings of one type: those below `config`, or directly below the type. */
function configOf(type: CredentialType, given: Located, report: Reporter): CredentialConfig | undefined {
  if (given.kind === 'broken') return undefined
  const fail = (at: Located['at'], summary: string, hint: string): undefined => {
    report({ severity: 'error', code: 'IDC220', summary, hint, at })
  }
  const hint = `write it like Kratos: ${exampleOf(type)}`
  if (given.kind !== 'map') return fail(given.at, `credentials.${type} must be a map`, hint)
  const config = memberOf(given, 'config')?.value
  if (config === undefined) return { node: given, path: ['credentials', type] }
  for (const [key, { at }] of given.members) {
    if (key !== 'config') fail(at, `unknown key ${quote(key)} beside config`, 'move it below config')
  }
  if (config.kind === 'map') return { node: config, path: ['credentials', type, 'config'] }
  return config.kind === 'broken' ? undefined : fail(config.at, `credentials.${type}.config must be a map`, hint)
}

function readLinks(
  type: LinkedCredentialType,
  config: CredentialConfig,
  report: Reporter,
): { providers: LinkedProvider[] } | undefined {
  const shape = checkShape(linkShapes[type], config.node, { ...documentRules, report, path: config.path })
  if (shape !== undefined) refuseRepeatedLinks(shape.providers, config, report)
  spacesInLinks(memberOf(config.node, 'providers')?.value, config.path.join('.'), report)
  return shape
}

/** Gives no fingerprint of plain secrets; public keys may have one. */
function readWhole(
  type: WholeCredentialType,
  { node, path }: CredentialConfig,
  { placeOf }: SecretReader,
  report: Reporter,
): CredentialSecret | undefined {
  const shape = checkShape(wholeShapes[type], node, { ...documentRules, report, path })
  if (shape === undefined) return undefined
  const from = placeOf(formatPointer(path))
  return type === 'totp' || type === 'lookup_secret' ? { from } : { from, fingerprint: digestOf(toJson(node)) }
}

/** Two equal entries in one create are a 409 (API reference §5.3). */
function refuseRepeatedLinks(
  providers: readonly LinkedProvider[],
  { node, path }: CredentialConfig,
  report: Reporter,
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
      })
    }
    seen.add(link)
  }
}

function refuseOtherTypes(credentials: LocatedMap, report: Reporter): void {
  for (const [type, { at }] of credentials.members) {
    if (types.some((known) => known === type)) continue
    const [summary, hint] =
      type === 'code'
        ? ['code credentials cannot be imported', 'Kratos derives them from the traits: leave it out']
        : [`unknown credential type ${quote(type)}`, hintOf(type)]
    report({ severity: 'error', code: 'IDC221', summary, hint, at })
  }
}

function hintOf(type: string): string {
  const place = placeOfCredential(type)
  if (place !== undefined) return place
  const meant = didYouMean(type, types)
  return meant ? `did you mean ${meant}?` : `known are ${types.join(', ')}`
}
