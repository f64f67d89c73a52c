import { formatS } from '../go/print.ts'
import type { CredentialIdentifier, DerivedAddress, DerivedData } from '../model/derived.ts'
import type { Json, JsonPointer } from '../model/json.ts'
import { addressProblem } from './address-problem.ts'
import type { IdentifierSource } from './identity-schema.ts'
import { normaliseIdentifier, normalisePhone } from './normalise.ts'
import type { MarkedValue } from './walk.ts'

/** A login identifier with where it comes from. */
export interface FoundIdentifier extends CredentialIdentifier {
  readonly at: JsonPointer
  /** The trait as it stands. */
  readonly raw: Json
  /** Channel of a `code` identifier. */
  readonly via?: 'email' | 'sms'
}

/** An address with where it comes from. */
interface FoundAddress extends DerivedAddress {
  readonly at: JsonPointer
  readonly raw: Json
}

/** What traits yield, in the schema's property order, repetitions included. */
export interface Findings {
  readonly identifiers: readonly FoundIdentifier[]
  readonly verifiable: readonly FoundAddress[]
  readonly recovery: readonly FoundAddress[]
}

/** What Kratos derives from marked values (API reference §4.4, §4.5), normalised as it stores them. */
export function findingsOf(marked: readonly MarkedValue[]): Findings {
  return {
    identifiers: marked.flatMap(identifiersOf),
    verifiable: marked.flatMap((item) => addressesOf(item, item.extension.verificationVia)),
    recovery: marked.flatMap((item) => addressesOf(item, item.extension.recoveryVia)),
  }
}

/** The same, as sets without their sources. */
export function derivedDataOf(findings: Findings): DerivedData {
  return {
    identifiers: unique(findings.identifiers.map(({ type, value }) => ({ type, value }))),
    verifiable: unique(findings.verifiable.map(({ via, value }) => ({ via, value }))),
    recovery: unique(findings.recovery.map(({ via, value }) => ({ via, value }))),
  }
}

/** The identifiers alone, without looking at addresses. */
export function identifiersIn(marked: readonly MarkedValue[]): CredentialIdentifier[] {
  return marked.flatMap(identifiersOf).map(({ type, value }) => ({ type, value }))
}

/** The same with where they come from. */
export function identifierSourcesIn(marked: readonly MarkedValue[]): IdentifierSource[] {
  return marked.flatMap(identifiersOf).map(({ type, value, at }) => ({ type, value, at }))
}

function identifiersOf({ at, value: raw, extension }: MarkedValue): FoundIdentifier[] {
  const text = formatS(raw)
  const value = normaliseIdentifier(text)
  const found: FoundIdentifier[] = []
  if (extension.passwordIdentifier) found.push({ type: 'password', value, at, raw })
  if (extension.webauthnIdentifier) found.push({ type: 'webauthn', value, at, raw })
  if (extension.codeVia === 'email') found.push({ type: 'code', value, at, raw, via: 'email' })
  const phone = extension.codeVia === 'sms' ? normalisePhone(text) : undefined
  if (phone !== undefined) found.push({ type: 'code', value: phone, at, raw, via: 'sms' })
  return found
}

function addressesOf(
  { at, value: raw, extension, format }: MarkedValue,
  via: 'email' | 'sms' | undefined,
): FoundAddress[] {
  if (via === undefined || addressProblem(extension, format, raw) !== undefined) return []
  return [{ via, value: normaliseIdentifier(formatS(raw)), at, raw }]
}

function unique<T>(items: readonly T[]): T[] {
  const seen = new Map(items.map((item) => [JSON.stringify(item), item]))
  return [...seen.values()]
}
