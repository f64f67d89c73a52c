import { referencedIn } from '../../identity/references.ts'
import {
  keptEdits,
  type LostAddress,
  lostVerifiedAddresses,
  type SchemaPair,
} from '../../identity/verified-addresses.ts'
import { addressesEqual, findAddress, normaliseAddress } from '../../identity-schema/address.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { forgottenAddresses, strayAddresses } from '../../identity-schema/stray-addresses.ts'
import { addressOfLeaf, verifiedLeaf } from '../../model/address-leaf.ts'
import type { Consequence, FieldChange, UpdateChange } from '../../model/change.ts'
import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'
import { placeInField } from '../../model/field-place.ts'
import type { DesiredDocument, LiveIdentity } from '../../model/identity.ts'
import type { JsonObject, JsonPointer } from '../../model/json.ts'
import { traitsOf } from '../../model/traits.ts'
import type { BothPair } from '../match/match.ts'
import type { FieldDiff } from './diff.ts'

/**
 * Settles declared addresses once the resulting traits are known. An address that no trait yields is an error. If the trait belongs to the
 * person (`seed`, `observe`) and was changed, the address belongs to the person too and is not compared.
 */
export function settleAddresses(
  { desired }: BothPair,
  diff: FieldDiff,
  resultingTraits: () => JsonObject,
  schema: IdentitySchema | undefined,
): { diff: FieldDiff; diagnostics: Diagnostic[] } {
  const declares = desired.verifiable_addresses !== undefined || desired.recovery_addresses !== undefined
  const concerned = declares || diff.released.some((path) => addressOfLeaf(path) !== undefined)
  if (!concerned || schema === undefined) return { diff, diagnostics: [] }
  const traits = resultingTraits()
  const derived = schema.derive(traits)
  const reachable = {
    ...derived,
    verifiable: [...derived.verifiable, ...desired.derived.verifiable],
    recovery: [...derived.recovery, ...desired.derived.recovery],
  }
  const isYielded = (path: JsonPointer) => {
    const address = addressOfLeaf(path)
    return address === undefined || findAddress(derived.verifiable, address) !== undefined
  }
  return {
    diff: {
      ...diff,
      changes: diff.changes.filter(({ path }) => isYielded(path)),
      // An address that is removed with its trait is not released.
      released: diff.released.filter(isYielded),
      marked: Object.fromEntries(Object.entries(diff.marked).filter(([path]) => isYielded(path))),
    },
    diagnostics: [...strayAddresses(desired, reachable), ...forgottenAddresses(desired, traits, schema)],
  }
}

/** Leaves that no output may show: configured ones, and those of an address whose trait is sensitive or comes from a reference. */
export function sensitivityOf(
  { fields }: DesiredDocument,
  liveTraits: JsonObject,
  schema: IdentitySchema | undefined,
  sensitive: (path: JsonPointer) => boolean,
): (path: JsonPointer) => boolean {
  const isReferenced = referencedIn({ fields })
  const isHidden = (at: JsonPointer) => sensitive(at) || isReferenced(at)
  return (path) => {
    const address = addressOfLeaf(path)
    if (address === undefined) return sensitive(path)
    const sources = [traitsOf(fields), liveTraits].flatMap((traits) => schema?.addressSources(traits) ?? [])
    return sensitive(path) || sources.some((source) => addressesEqual(source, address) && isHidden(source.at))
  }
}

/** What a change means for verified addresses. */
export interface AddressEffect {
  readonly consequences: readonly Consequence[]
  readonly flag: Pick<UpdateChange, 'keep_verified'>
}

/** Texts name the line of the file that keeps an address verified, and never the address. */
export function addressEffect(
  { desired, live }: BothPair,
  intended: LiveIdentity,
  schemas: SchemaPair,
  fields: readonly FieldChange[],
): AddressEffect {
  const lost = lostVerifiedAddresses(live, intended, schemas).map((one) => fateOf(one, desired))
  const unverified = fields.some(({ path, before, after }) => addressOfLeaf(path) && before === true && after === false)
  const all = unverified ? [...lost, takenBack] : lost
  const keeps = desired.keepVerified !== undefined && keptEdits(live, intended, schemas, fields).length > 0
  return {
    consequences: [...new Map(all.map((consequence) => [consequence.text, consequence])).values()],
    flag: keeps ? { keep_verified: true } : {},
  }
}

const takenBack: Consequence = {
  code: 'address-unverified',
  text: 'a verified address becomes unverified: the document says so',
}

function fateOf({ successor }: LostAddress, desired: DesiredDocument): Consequence {
  if (successor === undefined) {
    return { code: 'address-unverified', text: 'a verified address is lost: no trait yields it any more' }
  }
  const path = verifiedLeaf(normaliseAddress({ via: successor.via, value: successor.value }))
  const declared = desired.fields[path]?.value
  const word =
    declared === undefined ? desired.keepVerified : declared === true ? placeInField(desired, path) : undefined
  return word === undefined
    ? { code: 'address-unverified', text: 'a verified address is lost: the new one starts unverified' }
    : { code: 'address-kept-verified', text: `the new address counts as verified, because ${placeText(word)} says so` }
}

function placeText({ file, line }: SourceLocation): string {
  return `${file}:${line}`
}
