import { hiddenIn, referencesOf } from '../../identity/references.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { Consequence } from '../../model/change.ts'
import type { DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import { formatPointer, isAtOrBelow, isJsonObject, type Json, type JsonPointer } from '../../model/json.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import { comparable, loginIdentifiers } from '../match/account.ts'

/**
 * Tells whose account it is where a row has to show that: the id, the day of its creation, and the login identifiers, each with whether
 * its address is verified. An identifier that may come from a hidden trait is not shown.
 */
export function whoseAccount(
  live: LiveIdentity,
  schema: IdentitySchema | undefined,
  sensitive: (path: JsonPointer) => boolean,
  desired?: DesiredIdentity,
): Consequence {
  const isHidden = hiddenIn(live, sensitive, desired)
  const references = referencesOf(desired)
  const hidesTraits = isHidden('/traits') || references.some((path) => isAtOrBelow(path, '/traits'))
  const open = hidesTraits ? openIdentifiers(live, schema, isHidden) : undefined
  const shown = (value: string) =>
    open === undefined || open.has(value) ? `${value}${verifiedText(live, value)}` : hiddenValue
  const names = [...new Set(loginIdentifiers(live).map(shown))]
  const signIn = names.length === 0 ? 'has no login identifier' : `signs in with ${names.join(', ')}`
  const external = live.external_id === undefined ? '' : `, external_id ${externalId(live.external_id, isHidden)}`
  const day = live.created_at?.slice(0, 'yyyy-mm-dd'.length)
  const since = day === undefined ? '' : `, created on ${day},`
  // Who brought all people in did so on a day; whoever came by themselves on another one must stand out.
  const alike = [day ?? '', ...new Set(loginIdentifiers(live).map((value) => verifiedText(live, value)))].join()
  return { code: 'whose-account', text: `identity ${live.id}${since} ${signIn}${external}`, alike }
}

/** Nothing for a user name: it has no address that could be verified. */
function verifiedText({ verifiable_addresses }: LiveIdentity, identifier: string): string {
  const address = verifiable_addresses.find(({ value }) => comparable(value) === comparable(identifier))
  if (address === undefined) return ''
  return address.verified ? ' (verified)' : ' (not verified)'
}

function externalId(value: string, isHidden: (path: JsonPointer) => boolean): string {
  return isHidden('/external_id') ? hiddenValue : value
}

/** The login identifiers that the traits yield without the hidden ones. */
function openIdentifiers(
  live: LiveIdentity,
  schema: IdentitySchema | undefined,
  isHidden: (path: JsonPointer) => boolean,
): ReadonlySet<string> {
  const open = withoutHidden(live.traits, ['traits'], isHidden)
  return new Set((schema?.identifiers(open) ?? []).map(({ value }) => value))
}

function withoutHidden(value: Json, at: readonly string[], isHidden: (path: JsonPointer) => boolean): Json {
  if (!isJsonObject(value)) return value
  const kept = Object.entries(value).flatMap(([name, member]) => {
    const place = [...at, name]
    const isLeaf = !isJsonObject(member)
    return isLeaf && isHidden(formatPointer(place)) ? [] : [[name, withoutHidden(member, place, isHidden)] as const]
  })
  return Object.fromEntries(kept)
}
