import type { Abilities, Feature } from '../model/abilities.ts'
import type { WayIn } from '../model/change-codes.ts'
import type { CredentialIdentifier, DerivedAddress, DerivedData } from '../model/derived.ts'
import type { Json, JsonObject, JsonPointer } from '../model/json.ts'

/** One violation of an identity schema. */
export interface SchemaProblem {
  /** Of the offending value, from the identity's root: `/traits/email`. */
  readonly path: JsonPointer
  /** The JSON Schema keyword that failed (`required`, `format`, `additionalProperties`, …). */
  readonly keyword: string
  /** One line without the value itself. */
  readonly message: string
  /** The name that is missing (`required`) or unknown (`additionalProperties`). */
  readonly property?: string
  /** Index of the first element that is too many, or of a duplicate. */
  readonly element?: number
  /** The value is a number or boolean where a string is allowed: probably the quotes are missing. */
  readonly unquoted?: true
  /** The value is a string that would be allowed without its quotes, as a boolean or number. */
  readonly meant?: 'boolean' | 'number'
  /** The problem is only that something is missing: no mistake in a document that manages just some of the traits. */
  readonly missing?: true
  /** Kratos' validation accepts the value, but some databases refuse it, or it collides with other identities. */
  readonly storage?: true
}

/**
 * A mistake in a schema: Kratos refuses every write with the schema, and does not start if the schema is configured
 * already.
 */
export interface SchemaFault {
  /** Of the node, in the schema: `#/properties/traits/properties/phone`. */
  readonly at: string
  /** `credentials.fax is no member that Kratos knows`. */
  readonly message: string
  /** Kratos versions with this feature accept the schema; only older ones refuse it. */
  readonly needs?: Feature
  /** Pointer below the node to the mistake: `/ory.sh~1kratos/verification/via`. */
  readonly within: JsonPointer
  /** The name is wrong, not its value. */
  readonly isName?: true
  /** What to write instead, if that can be guessed. */
  readonly hint?: string
}

/** What an identity schema allows at a pointer, independent of a person's traits. */
export type AllowedAt =
  /** No value is allowed there: the name at `depth` is not declared, and the schema is closed there. */
  | { readonly kind: 'closed'; readonly depth: number }
  /** The parent of the name at `depth` is a list, so the name would be the index of an element. */
  | { readonly kind: 'below-list'; readonly depth: number }
  | { readonly kind: 'possible'; readonly mayBeList: boolean; readonly mayBeMap: boolean }

/** A verifiable address as Kratos stores it, with the trait that yields it: `/traits/email`. */
export interface AddressSource extends DerivedAddress {
  readonly at: JsonPointer
}

/** A login identifier as Kratos stores it, with the trait that yields it: `/traits/email`, `/traits/emails/0`. */
export interface IdentifierSource extends CredentialIdentifier {
  readonly at: JsonPointer
}

/** One of Kratos' identity schemas, ready to use. All methods are pure. */
export interface IdentitySchema {
  readonly id: string
  readonly source: JsonObject
  readonly faults: readonly SchemaFault[]
  /** Violations of `{"traits": traits}` as Kratos would find them (API reference §14); `[]` when it fits. */
  validate(traits: Json): readonly SchemaProblem[]
  /**
   * Login identifiers and addresses that Kratos would derive (API reference §4.4, §4.5), normalised as Kratos stores
   * them.
   */
  derive(traits: Json): DerivedData
  /**
   * The login identifiers alone: cheap enough for every live identity. `undefined` when they take more steps than
   * allowed for one value.
   */
  identifiers(traits: Json): readonly CredentialIdentifier[] | undefined
  /**
   * The login identifiers with their traits; one that two traits yield is listed twice. `[]` when they take too many
   * steps.
   */
  identifierSources(traits: Json): readonly IdentifierSource[]
  /** The verifiable addresses with their traits; an address that two traits yield is listed twice. */
  addressSources(traits: Json): readonly AddressSource[]
  /** Trait pointers whose values are phone numbers with `via: sms`: compared as E.164. */
  readonly phonePointers: readonly JsonPointer[]
  /**
   * Traits that can yield login identifiers, and those that can yield addresses; the pointer of an array stands for its
   * elements.
   */
  readonly yielding: { readonly identifiers: readonly JsonPointer[]; readonly addresses: readonly JsonPointer[] }
  /** Known trait property names at an object node, for did-you-mean and "new field" hints. */
  propertyNames(at: JsonPointer): readonly string[]
  /** What is allowed at a pointer to traits. In doubt, anything is. */
  allowedAt(pointer: JsonPointer): AllowedAt
  /** How a person with these traits and credentials can sign in. */
  waysIn(traits: Json, credentials: WaysInCredentials): readonly WayIn[]
}

export interface WaysInCredentials {
  readonly password: boolean
  readonly migrationHook: boolean
  readonly oidc: boolean
  readonly saml: boolean
  readonly passkey: boolean
  readonly webauthn: boolean
  /**
   * A recovery link or code is created for the person, whether or not the schema has a recovery address (API reference
   * §11).
   */
  readonly invited: boolean
}

/** All schemas of a server, by id. */
export interface IdentitySchemaSet {
  readonly ids: readonly string[]
  get(id: string): IdentitySchema | undefined
  /**
   * Why Kratos refuses every write with this schema, worded to follow the schema's name; `undefined` if no reason is
   * known.
   */
  refusalOf(id: string, abilities: Pick<Abilities, 'lacks'>): string | undefined
}
