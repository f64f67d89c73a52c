import { isJsonObject, type JsonObject } from '../../../src/model/json.ts'
import { markOf } from '../world.ts'

export function linksOf(identity: JsonObject): string[] {
  return identifiersOf(identity, 'oidc')
}

export function identifiersOf(identity: JsonObject, type: string): string[] {
  const credentials = identity['credentials']
  const credential = isJsonObject(credentials) ? credentials[type] : undefined
  return isJsonObject(credential) ? (credential['identifiers'] as string[]) : []
}

/** The hash that logs in, if any. */
export function passwordOf(identity: JsonObject): string | undefined {
  const credentials = identity['credentials']
  const password = isJsonObject(credentials) ? credentials['password'] : undefined
  const config = isJsonObject(password) ? password['config'] : undefined
  const hash = isJsonObject(config) ? config['hashed_password'] : undefined
  return typeof hash === 'string' && hash !== '' ? hash : undefined
}

/** Of the hash that the mark says was written. */
export function passwordDigest(identity: JsonObject): unknown {
  const credentials = markOf(identity)?.['credentials']
  const password = isJsonObject(credentials) ? credentials['password'] : undefined
  return isJsonObject(password) ? password['digest'] : undefined
}
