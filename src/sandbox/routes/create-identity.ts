import { goLowerCase } from '../../go/text.ts'
import { badRequest, conflict } from '../errors.ts'
import { zeroTime } from '../go/time.ts'
import { nilUuid } from '../go/uuid.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { createProblem, readStrict } from '../http/read-body.ts'
import type { Route } from '../http/router.ts'
import { importCredentials } from '../identity/import-credentials.ts'
import type { Identity, VerifiableAddress } from '../identity/model.ts'
import { renderIdentity } from '../identity/render.ts'
import { insert, prepareInsert, validate } from '../identity/write.ts'
import type { Kratos } from '../kratos.ts'
import { present } from '../present.ts'
import type { CreateBody } from './bodies.ts'

/** `POST /admin/identities` (API reference §4). */
export const createIdentity: Route = {
  port: 'admin',
  method: 'POST',
  pattern: '/admin/identities',
  async handle({ request }, kratos) {
    const body = readStrict(request, kratos.bodies.create, createProblem)
    const identity = withDefaultSchema(await identityOf(body, kratos), kratos)
    const written = prepareInsert(validate(identity, kratos), kratos)
    if (!insert(written.row, kratos)) {
      throw conflict('This identity conflicts with another identity that already exists.')
    }
    const shown = renderIdentity(written.shown, kratos.schemas.urlOf(identity.schema_id), 'no-config')
    return jsonAnswer(201, shown, { Location: `${kratos.urls.admin}/identities/${written.row.id}` })
  },
}

/** Turns a create body into an identity that is not validated yet. Throws for a bad state or hash (API reference §4.3). */
export async function identityOf(body: CreateBody, kratos: Kratos): Promise<Identity> {
  const state = body.state || 'active'
  checkState(state)
  return {
    id: '',
    external_id: body.external_id ?? '',
    credentials: await importCredentials({}, body.credentials, kratos.settings.bcrypt_cost),
    schema_id: body.schema_id ?? '',
    state,
    traits: body.traits,
    verifiable_addresses: (body.verifiable_addresses ?? []).map((address) => verifiableOf(address ?? {}, goLowerCase)),
    recovery_addresses: (body.recovery_addresses ?? []).map((address) => recoveryOf(address ?? {}, goLowerCase)),
    metadata_public: body.metadata_public,
    metadata_admin: body.metadata_admin,
    created_at: '',
    updated_at: '',
    organization_id: body.organization_id ?? null,
  }
}

export function withDefaultSchema(identity: Identity, kratos: Kratos): Identity {
  return { ...identity, schema_id: identity.schema_id || kratos.settings.default_schema_id }
}

export function checkState(state: string): void {
  if (state !== 'active' && state !== 'inactive') throw badRequest('identity state is not valid')
}

/** Treats Go's zero time as not set. */
function unlessZero(time: string | undefined): string {
  return time === undefined || time === zeroTime ? '' : time
}

type VerifiableBody = NonNullable<NonNullable<CreateBody['verifiable_addresses']>[number]>
type RecoveryBody = NonNullable<NonNullable<CreateBody['recovery_addresses']>[number]>

/** An address from a request; `fold` is the endpoint's normalisation of its value. */
export function verifiableOf(
  body: VerifiableBody,
  fold: (value: string) => string = (value) => value,
): VerifiableAddress {
  return {
    id: body.id === undefined || body.id === nilUuid ? '' : body.id,
    value: fold(body.value ?? ''),
    verified: body.verified ?? false,
    via: body.via ?? '',
    status: body.status ?? '',
    ...present({ verified_at: body.verified_at === zeroTime ? undefined : body.verified_at }),
    created_at: unlessZero(body.created_at),
    updated_at: unlessZero(body.updated_at),
  }
}

export function recoveryOf(
  body: RecoveryBody,
  fold: (value: string) => string = (value) => value,
): Identity['recovery_addresses'][number] {
  return {
    id: body.id === undefined || body.id === nilUuid ? '' : body.id,
    value: fold(body.value ?? ''),
    via: body.via ?? '',
    created_at: unlessZero(body.created_at),
    updated_at: unlessZero(body.updated_at),
  }
}
