import { derivesAnew } from '../../identity/derives-anew.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { identifierTypes } from '../../model/credential-types.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { loginIdentifiers } from '../match/match.ts'

/** How an update changes the login identifiers that Kratos derives. */
export interface IdentifierChange {
  readonly changes: boolean
  /** Without any before, none can be lost. */
  readonly hadSome: boolean
  /** The last one goes: the person cannot sign in any more. */
  readonly lastGoes: boolean
  /** Credential types that lose all their identifiers while others keep some: the person cannot sign in with these types any more. */
  readonly ended: readonly string[]
}

/** Compares the account's login identifiers with those that Kratos will derive from the traits (API reference §6.4). */
export function identifierChange(
  account: LiveIdentity,
  intended: LiveIdentity,
  schema: IdentitySchema | undefined,
): IdentifierChange {
  const held = new Set(loginIdentifiers(account))
  const hadSome = held.size > 0
  if (schema === undefined || !derivesAnew(account, intended)) {
    return { changes: false, hadSome, lastGoes: false, ended: [] }
  }
  const { identifiers } = schema.derive(intended.traits)
  const yielded = new Set(identifiers.map(({ value }) => value))
  const isYielded = (type: string) => identifiers.some((identifier) => identifier.type === type)
  return {
    changes: held.size !== yielded.size || [...held].some((value) => !yielded.has(value)),
    hadSome,
    lastGoes: hadSome && yielded.size === 0,
    ended: yielded.size === 0 ? [] : derivedTypes(account).filter((type) => !isYielded(type)),
  }
}

/** The person keeps the account, and signs in with something else. */
export function hasOtherIdentifiers({ changes, hadSome, lastGoes }: IdentifierChange): boolean {
  return changes && hadSome && !lastGoes
}

function derivedTypes({ credentials = {} }: LiveIdentity): string[] {
  const held = Object.entries(credentials).filter(([, identifiers]) => identifiers.length > 0)
  return held.map(([type]) => type).filter((type) => (identifierTypes as readonly string[]).includes(type))
}
