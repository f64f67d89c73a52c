import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'
import type { DesiredIdentity } from '../../model/identity.ts'
import { firstDifference, formOf, lookOf } from '../../model/look.ts'
import { present } from '../../model/present.ts'
import { placeOf, placeOfValue, placeText } from './place.ts'

interface Name {
  readonly what: string
  readonly value: string
  readonly identity: DesiredIdentity
}

/**
 * Warns about names of two documents that look the same, because an accented letter is one character in one name and
 * two in the other. A server may have both, so it is not an error.
 */
export function findLookalikes(identities: readonly DesiredIdentity[]): Diagnostic[] {
  const known = new Map<string, Name>()
  const reported = new Map<DesiredIdentity, Set<DesiredIdentity>>()
  return identities.filter(mayHaveLook).flatMap((identity) =>
    namesOf(identity).flatMap((name) => {
      const look = lookOf(name.value)
      if (look === undefined) return []
      const other = known.get(`${name.what} ${look}`)
      if (other === undefined) known.set(`${name.what} ${look}`, name)
      if (other === undefined || other.value === name.value || other.identity === identity) return []
      const before = reported.get(identity) ?? new Set()
      if (before.has(other.identity)) return []
      reported.set(identity, before.add(other.identity))
      return [lookalike(name, other)]
    }),
  )
}

/** Whether one of the names has a look that other texts can have as well. */
function mayHaveLook({ key, derived, fields }: DesiredIdentity): boolean {
  const externalId = fields['/external_id']?.value
  const isUnusual = (text: unknown) => typeof text === 'string' && lookOf(text) !== undefined
  return isUnusual(key) || isUnusual(externalId) || derived.identifiers.some(({ value }) => isUnusual(value))
}

function namesOf(identity: DesiredIdentity): Name[] {
  const { key, keyFrom, derived, fields } = identity
  const externalId = fields['/external_id']?.value
  const all = [
    ...derived.identifiers.map(({ value }) => ({ what: 'login identifier', value })),
    ...(typeof externalId === 'string' ? [{ what: 'external_id', value: externalId }] : []),
    ...(keyFrom === 'idctl.key' ? [{ what: 'idctl.key', value: key }] : []),
  ]
  return all.map((name) => ({ ...name, identity }))
}

function lookalike(name: Name, other: Name): Diagnostic {
  const there = placeOfName(other)
  return {
    severity: 'warning',
    code: 'IDC239',
    summary: `the document at ${placeText(there)} has another ${name.what} that looks the same: they differ from character ${firstDifference(name.value, other.value)} on`,
    hint: `here it is ${formOf(name.value)}, there ${formOf(other.value)}: if both are the same person, keep only one`,
    ...present({ at: placeOfName(name) }),
    related: [there],
  }
}

function placeOfName({ what, value, identity }: Name): SourceLocation {
  if (what === 'external_id') return placeOf(identity, '/external_id')
  if (what === 'idctl.key') return identity.namePlaces?.key ?? identity.origin
  return placeOfValue(identity, value)
}
