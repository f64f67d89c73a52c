import { goQuote } from '../../go/print.ts'
import { badRequest, internal, misconfiguration, noRow, notUnique } from '../errors.ts'
import type { Kratos } from '../kratos.ts'
import type { Derived } from '../schema/identity-schema.ts'
import {
  byId,
  mergeRecovery,
  mergeVerifiable,
  normalizeRecovery,
  normalizeVerifiable,
  recoverySignature,
  rewriteAddresses,
  stampAddress,
  verifiableSignature,
} from './addresses.ts'
import { deriveCredentials, rewriteCredentials, storedCredential } from './credentials.ts'
import { checkFactors } from './first-factors.ts'
import { type Identity, type Row, rowKeys } from './model.ts'

/** The result of a write: the stored row, and the identity as its answer shows it (API reference §3.2). */
export interface Written {
  readonly row: Row
  readonly shown: Identity
}

/** Validates the traits and derives identifiers and addresses. Throws Kratos' 400. */
export function validate(identity: Identity, kratos: Kratos): Identity {
  const traits = identity.traits === undefined ? {} : identity.traits
  const run = kratos.schemas.compiled(identity.schema_id).run(traits)
  if (!run.ok) throw badRequest(run.reason)
  const valid = withDerived({ ...identity, traits }, run.derived)
  checkFactors(valid.credentials)
  return valid
}

function withDerived(identity: Identity, derived: Derived): Identity {
  return {
    ...identity,
    credentials: deriveCredentials(identity.credentials, derived),
    verifiable_addresses: mergeVerifiable(derived.verifiable, identity.verifiable_addresses),
    recovery_addresses: mergeRecovery(derived.recovery, identity.recovery_addresses),
  }
}

/** A validated identity as a new row. Does not check whether its unique values are free: the store does. */
export function prepareInsert(identity: Identity, kratos: Kratos): Written {
  const stamp = kratos.stamp()
  const shown: Identity = {
    ...identity,
    id: stamp.newId(),
    state_changed_at: stamp.now,
    created_at: stamp.now,
    updated_at: stamp.now,
    verifiable_addresses: identity.verifiable_addresses.map((address) =>
      stampAddress(normalizeVerifiable(address, stamp.now), stamp),
    ),
    recovery_addresses: identity.recovery_addresses.map((address) => stampAddress(normalizeRecovery(address), stamp)),
  }
  const credentials = Object.values(shown.credentials).map((credential) => storedCredential(credential, stamp))
  return { row: asRow({ ...shown, credentials: byType(credentials) }), shown }
}

/** Stores a new row. False when a unique value is taken. Throws the 500 for a blank identifier. */
export function insert(row: Row, { store }: Kratos): boolean {
  if (store.conflicts(rowKeys(row))) return false
  checkIdentifiers(row)
  return store.insert(row)
}

/** Validates a changed identity and replaces its row. Throws 400, 404, 409 or 500 without changing anything. */
export function update(changed: Identity, kratos: Kratos): Written {
  const identity = validate(changed, kratos)
  const original = kratos.store.get(identity.id)
  if (original === undefined) throw noRow()
  const { rows } = kratos.profile
  const stamp = kratos.stamp()
  const credentials = rewriteCredentials(original, identity.credentials, rows, stamp)
  const verifiable = rewriteAddresses(
    original.verifiable_addresses,
    identity.verifiable_addresses.map((address) => normalizeVerifiable(address, stamp.now)),
    verifiableSignature,
    rows,
    stamp,
  )
  const recovery = rewriteAddresses(
    original.recovery_addresses,
    identity.recovery_addresses.map(normalizeRecovery),
    recoverySignature,
    rows,
    stamp,
  )
  const pick = (side: 'row' | 'shown'): Identity => ({
    ...identity,
    updated_at: rows.movesUpdatedAt ? stamp.now : identity.updated_at,
    verifiable_addresses: verifiable.map((address) => address[side]),
    recovery_addresses: recovery.map((address) => address[side]),
    credentials: byType(credentials.map((credential) => credential[side])),
  })
  const row = asRow(pick('row'))
  if (kratos.store.conflicts(rowKeys(row), row.id)) throw notUnique()
  checkTypes(row, kratos)
  checkIdentifiers(row)
  if (!kratos.store.replace(row)) throw notUnique()
  return { row, shown: pick('shown') }
}

function asRow(identity: Identity): Row {
  return {
    ...identity,
    traits: identity.traits === undefined ? {} : identity.traits,
    metadata_public: identity.metadata_public ?? null,
    metadata_admin: identity.metadata_admin ?? null,
    verifiable_addresses: byId(identity.verifiable_addresses),
    recovery_addresses: byId(identity.recovery_addresses),
  }
}

function byType<T extends { type: string }>(credentials: readonly T[]): Record<string, T> {
  return Object.fromEntries(credentials.map((credential) => [credential.type, credential]))
}

function checkTypes(identity: Identity, { profile }: Kratos): void {
  for (const { type } of Object.values(identity.credentials)) {
    if (profile.credentials.types.includes(type)) continue
    if (profile.credentials.unknownType === 'not-found') throw noRow()
    const what = `The SQL adapter failed to return the appropriate credentials_type for name ${goQuote(type)}.`
    throw internal(`${what} This is a bug in the code.`)
  }
}

/** Throws the 500 for a blank identifier. Kratos checks this last, after everything but the identifiers is written. */
export function checkIdentifiers({ credentials }: Row): void {
  if (Object.values(credentials).some(({ identifiers }) => identifiers?.includes(''))) {
    throw misconfiguration('Unable to create identity credentials with missing or empty identifier.')
  }
}
