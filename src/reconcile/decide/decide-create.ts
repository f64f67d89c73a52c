import { leafDigest } from '../../identity/compare.ts'
import type { Edit } from '../../identity/edit.ts'
import { makeMark, withoutReferenceDigests } from '../../identity/mark.ts'
import { importsOf, markedAtCreation } from '../../identity/marked-credentials.ts'
import type { CreateChange, FieldChange } from '../../model/change.ts'
import { ClaimsOfDocument } from '../../model/claims.ts'
import type { Digest } from '../../model/digest.ts'
import { digestOf } from '../../model/digest.ts'
import type { DeclaredAddress, DesiredIdentity, LocatedAddress, ManagedField } from '../../model/identity.ts'
import { present, unlessEmpty } from '../../model/present.ts'
import { schemaIdOf } from '../../model/schema-id.ts'
import { traitsOf } from '../../model/traits.ts'
import { sensitivityOf } from '../diff/declared-addresses.ts'
import { formerNames } from '../known-keys.ts'
import { markCommit, type Policy } from '../policy.ts'
import type { Creation } from './creation.ts'
import type { Decision } from './decision.ts'
import { effectsOf, mistakesOf } from './rule.ts'
import { creationChecks, creationEffects } from './rules.ts'

/** Decides a document without a live identity. `desired/validate.ts` has validated its traits already. */
export function decideCreate(desired: DesiredIdentity, policy: Policy): Decision {
  const schema = policy.schemas.get(schemaIdOf(desired))
  const sensitive = sensitivityOf(desired, {}, schema, policy.sensitive)
  const fields: FieldChange[] = []
  const marked: Record<string, Digest | readonly Digest[]> = {}
  for (const [path, field] of Object.entries(desired.fields)) {
    if (field.mode === 'observe' || field.mode === 'ignore') continue
    if (field.value !== null) fields.push(newField(path, field, sensitive))
    else if (field.mode === 'seed') continue
    marked[path] =
      field.mode === 'merge' && Array.isArray(field.value)
        ? field.value.map(digestOf)
        : leafDigest(schema, path, field.value === null ? undefined : field.value)
  }
  const wayIn = schema?.waysIn(traitsOf(desired.fields), credentialsOf(desired)) ?? []
  const mark = makeMark({
    workspace: policy.workspace,
    desired,
    made: 'created',
    marked,
    references: Object.keys(marked)
      .filter((path) => desired.fields[path]?.reference !== undefined)
      .sort(),
    credentials: markedAtCreation(desired.credentials, desired.credentialsVersion ?? 0),
    commit: markCommit(policy, undefined),
  })
  const imports = importsOf(desired.credentials)
  const previously = formerNames(desired)
  const gone = policy.known?.goneWith([desired.key, ...previously])
  const creation: Creation = { desired, edits: createdEdits(desired, fields), mark, wayIn, gone }
  const claims = new ClaimsOfDocument(desired)
  return {
    change: {
      action: 'create',
      key: desired.key,
      origin: desired.origin,
      reason: 'new',
      // Copied: a list that has grown keeps room for more.
      fields: [...fields],
      mark: withoutReferenceDigests(mark, desired),
      ...present({ credentials: imports }),
      ...addressesOf(desired),
      way_in: wayIn,
      ...present({
        invite: desired.onCreate,
        previously: unlessEmpty(previously),
        recreates: gone && (true as const),
        former_id: gone?.id,
      }),
      ...effectsOf(creationEffects, creation),
    },
    claims,
    takes: claims,
    takesKey: desired.key,
    diagnostics: mistakesOf(creationChecks, creation),
  }
}

/** References are resolved to their current values. */
function createdEdits(desired: DesiredIdentity, fields: readonly FieldChange[]): Edit[] {
  return fields.map(({ path, after, reference }) => {
    const value = reference === undefined ? after : desired.fields[path]?.value
    return value === undefined ? { path } : { path, after: value }
  })
}

function newField(path: string, field: ManagedField, sensitive: Policy['sensitive']): FieldChange {
  if (field.reference !== undefined) {
    const merge = field.mode === 'merge' ? { merge: true as const } : {}
    return { path, cause: 'new', sensitive: true, reference: field.reference, ...merge }
  }
  return { path, after: field.value, cause: 'new', sensitive: sensitive(path) }
}

/** Drops the places in the files: apply does not need them. */
function addressesOf(desired: DesiredIdentity): Pick<CreateChange, 'verifiable_addresses' | 'recovery_addresses'> {
  const plain = ({ at: _at, ...address }: LocatedAddress): DeclaredAddress => address
  return {
    ...present({
      verifiable_addresses: desired.verifiable_addresses?.map(plain),
      recovery_addresses: desired.recovery_addresses?.map(plain),
    }),
  }
}

function credentialsOf({ credentials, onCreate }: DesiredIdentity) {
  const password = credentials?.password
  return {
    password: password?.password !== undefined || password?.hashed_password !== undefined,
    migrationHook: password?.use_password_migration_hook === true,
    oidc: (credentials?.oidc?.providers.length ?? 0) > 0,
    saml: (credentials?.saml?.providers.length ?? 0) > 0,
    passkey: Boolean(credentials?.passkey),
    webauthn: Boolean(credentials?.webauthn),
    invited: onCreate !== undefined,
  }
}
