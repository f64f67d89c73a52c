import { badRequest, notFound } from '../errors.ts'
import { noContent } from '../http/exchange.ts'
import type { Route } from '../http/router.ts'
import { countFirstFactors } from '../identity/first-factors.ts'
import type { Credential, Identity } from '../identity/model.ts'
import { update } from '../identity/write.ts'
import { isJsonObject, type Json, member } from '../json.ts'
import type { Kratos } from '../kratos.ts'
import { findIdentity } from './read-identity.ts'

/** `DELETE /admin/identities/{id}/credentials/{type}?identifier=` (API reference §9.2). */
export const deleteCredential: Route = {
  port: 'admin',
  method: 'DELETE',
  pattern: '/admin/identities/:id/credentials/:type',
  handle(call, kratos) {
    const row = findIdentity(call, kratos)
    const type = call.params['type'] ?? ''
    const credential = Object.hasOwn(row.credentials, type) ? row.credentials[type] : undefined
    if (credential === undefined) {
      throw notFound(`You tried to remove a ${type} but this user have no ${type} set up.`)
    }
    const left = without(credential, row, call.query.get('identifier') ?? '', kratos)
    const { [type]: _, ...others } = row.credentials
    update({ ...row, credentials: left === undefined ? others : { ...others, [type]: left } }, kratos)
    return noContent
  },
}

/** The rest of the credential; `undefined` = deleted whole. */
function without(credential: Credential, row: Identity, identifier: string, kratos: Kratos): Credential | undefined {
  const { type } = credential
  const { deletable, refusals } = kratos.profile.deletion
  if (!deletable.includes(type)) throw badRequest((refusals[type] ?? refusals['*']).replace('{type}', type))
  switch (type) {
    case 'webauthn':
      return withoutSecondFactors(credential)
    case 'password':
      checkNotLast(row, kratos)
      return { ...credential, config: {} }
    case 'oidc':
    case 'saml':
      checkNotLast(row, kratos)
      return withoutLink(credential, identifier, kratos)
    default:
      return undefined
  }
}

function checkNotLast(row: Identity, { profile, settings }: Kratos): void {
  if (profile.deletion.keepsLastFactor && countFirstFactors(row.credentials, settings) < 2) {
    throw badRequest('You cannot remove the last first factor credential.')
  }
}

/** Keeps passwordless keys; `undefined` if there are none. */
function withoutSecondFactors(credential: Credential): Credential | undefined {
  const keys = entries(credential.config, 'credentials').filter((key) => memberOf(key, 'is_passwordless') === true)
  if (keys.length === 0) return undefined
  return {
    ...credential,
    config: { credentials: keys, user_handle: memberOf(credential.config, 'user_handle') ?? null },
  }
}

function withoutLink(credential: Credential, identifier: string, { profile }: Kratos): Credential {
  if (identifier === '') throw badRequest('You must provide an identifier to delete this credential.')
  const providers = entries(credential.config, 'providers')
  const left = providers.filter((provider) => linkOf(provider) !== identifier)
  if (left.length === providers.length) {
    throw notFound(`The identifier \`${identifier}\` was not found among OIDC credentials.`)
  }
  const stored = left.length === 0 && profile.deletion.lastLinkLeaves === 'null' ? null : left
  return { ...credential, identifiers: left.map(linkOf), config: { providers: stored } }
}

function linkOf(provider: Json): string {
  return `${memberOf(provider, 'provider') ?? ''}:${memberOf(provider, 'subject') ?? ''}`
}

function entries(config: Json | undefined, name: string): Json[] {
  const value = memberOf(config, name)
  return Array.isArray(value) ? value : []
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? member(value, name) : undefined
}
