import { formatS } from '../go/print.ts'
import type { CredentialIdentifier, DerivedAddress, DerivedData } from '../model/derived.ts'
import type { Json, JsonPointer } from '../model/json.ts'
import { addressProblem } from './address-problem.ts'
import type { IdentifierSource } from './identity-schema.ts'
import { normaliseIdentifier, normalisePhone } from './normalise.ts'
import type { MarkedValue } from './walk.ts'

/** A login identifier with the trait that yields it. */
export interface FoundIdentifier extends CredentialIdentifier {
  readonly at: JsonPointer
  /** The value of the trait, not normalised. */
  readonly raw: Json
  /** Channel of a `code` identifier. */
  readonly via?: 'email' | 'sms'
}

/** An address with the trait that yields it. */
interface FoundAddress extends DerivedAddress {
  readonly at: JsonPointer
  readonly raw: Json
}

/** What traits yield, in the order of the schema's properties, with duplicates. */
export interface Findings {
  readonly identifiers: readonly FoundIdentifier[]
  readonly verifiable: readonly FoundAddress[]
  readonly recovery: readonly FoundAddress[]
}

/**
 * What Kratos derives from the values whose schema node carries the Ory extension (API reference §4.4, §4.5),
 * normalised as it stores them.
 */
export function findingsOf(marked: readonly MarkedValue[]): Findings {
  const identifiers: FoundIdentifier[] = []
  const verifiable: FoundAddress[] = []
  const recovery: FoundAddress[] = []
  for (const item of marked) {
    const { at, value: raw, extension, format } = item
    const text = formatS(raw)
    const value = normaliseIdentifier(text)
    addIdentifiers(item, text, value, identifiers)
    const { verificationVia, recoveryVia } = extension
    const isAddress = verificationVia !== undefined || recoveryVia !== undefined
    if (!isAddress || addressProblem(extension, format, raw) !== undefined) continue
    if (verificationVia !== undefined) verifiable.push({ via: verificationVia, value, at, raw })
    if (recoveryVia !== undefined) recovery.push({ via: recoveryVia, value, at, raw })
  }
  return { identifiers, verifiable, recovery }
}

/** The findings without duplicates and without the traits that yield them. */
export function derivedDataOf(findings: Findings): DerivedData {
  const verifiable = unique(findings.verifiable.map(plainAddress), textOfAddress)
  const recovery = unique(findings.recovery.map(plainAddress), textOfAddress)
  return {
    identifiers: unique(findings.identifiers.map(plainIdentifier), textOfIdentifier),
    verifiable,
    // Kept for everybody, and most people recover by the address that they verify.
    recovery: areSame(verifiable, recovery) ? verifiable : recovery,
  }
}

function areSame(left: readonly DerivedAddress[], right: readonly DerivedAddress[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ via, value }, index) => via === right[index]?.via && value === right[index].value)
  )
}

/** The identifiers alone: addresses are not checked. */
export function identifiersIn(marked: readonly MarkedValue[]): CredentialIdentifier[] {
  return marked.flatMap(identifiersOf).map(({ type, value }) => ({ type, value }))
}

/** The identifiers with the traits that yield them. */
export function identifierSourcesIn(marked: readonly MarkedValue[]): IdentifierSource[] {
  return marked.flatMap(identifiersOf).map(({ type, value, at }) => ({ type, value, at }))
}

function identifiersOf(marked: MarkedValue): FoundIdentifier[] {
  const found: FoundIdentifier[] = []
  const text = formatS(marked.value)
  addIdentifiers(marked, text, normaliseIdentifier(text), found)
  return found
}

/** @param value `text` as Kratos stores it. */
function addIdentifiers(
  { at, value: raw, extension }: MarkedValue,
  text: string,
  value: string,
  found: FoundIdentifier[],
): void {
  if (extension.passwordIdentifier) found.push({ type: 'password', value, at, raw })
  if (extension.webauthnIdentifier) found.push({ type: 'webauthn', value, at, raw })
  if (extension.codeVia === 'email') found.push({ type: 'code', value, at, raw, via: 'email' })
  const phone = extension.codeVia === 'sms' ? normalisePhone(text) : undefined
  if (phone !== undefined) found.push({ type: 'code', value: phone, at, raw, via: 'sms' })
}

/** Without repetitions, in order. */
function unique<T>(items: readonly T[], textOf: (item: T) => string): readonly T[] {
  if (items.length < 2) return items
  const seen = new Map<string, T>()
  for (const item of items) seen.set(textOf(item), item)
  return seen.size === items.length ? items : [...seen.values()]
}

const plainIdentifier = ({ type, value }: CredentialIdentifier): CredentialIdentifier => ({ type, value })
const plainAddress = ({ via, value }: DerivedAddress): DerivedAddress => ({ via, value })
const textOfIdentifier = ({ type, value }: CredentialIdentifier) => `${type} ${value}`
const textOfAddress = ({ via, value }: DerivedAddress) => `${via} ${value}`
