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
  /** The index of the element that is too much or there twice. */
  readonly element?: number
  /** A number or a boolean where a text may stand. */
  readonly unquoted?: true
  /** A text that says what may stand here only without quotes. */
  readonly meant?: 'boolean' | 'number'
  /** Only something that is not there: a document that manages just some of the traits may have it. */
  readonly missing?: true
  /** Kratos itself takes it; it is some databases that do not, or other people who are in its way. */
  readonly storage?: true
}

/** Something in a schema for which Kratos refuses every write with it, and does not start where it is there already. */
export interface SchemaFault {
  /** Of the node, in the schema: `#/properties/traits/properties/phone`. */
  readonly at: string
  /** `credentials.fax is no member that Kratos knows`. */
  readonly message: string
  /** A server that has this takes it. */
  readonly needs?: Feature
  /** What is wrong, below the node: `/ory.sh~1kratos/verification/via`. */
  readonly within: JsonPointer
  /** It is the name that is wrong, not its value. */
  readonly isName?: true
  /** What to write instead, where that can be guessed. */
  readonly hint?: string
}

/** What an identity schema says of a pointer, whatever the traits of a person are. */
export type SchemaPlace =
  /** Nothing can stand there: the name at `depth` is not declared, and the schema is closed there. */
  | { readonly kind: 'closed'; readonly depth: number }
  /** The name at `depth` would be that of an element. */
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
   * The login identifiers alone: much cheaper, for looking at every live identity. `undefined`: more work than is done for
   * one value.
   */
  identifiers(traits: Json): readonly CredentialIdentifier[] | undefined
  /** The same with their traits; one that two traits yield comes twice. None where it is too much work. */
  identifierSources(traits: Json): readonly IdentifierSource[]
  /** The verifiable addresses among them with their traits; an address that two traits yield comes twice. */
  addressSources(traits: Json): readonly AddressSource[]
  /** Trait pointers whose values are phone numbers with `via: sms`: compared as E.164. */
  readonly phonePointers: readonly JsonPointer[]
  /** Traits that can yield login identifiers, and those that can yield addresses; arrays stand for what is in them. */
  readonly yielding: { readonly identifiers: readonly JsonPointer[]; readonly addresses: readonly JsonPointer[] }
  /** Known trait property names at an object node, for did-you-mean and "new field" hints. */
  propertyNames(at: JsonPointer): readonly string[]
  /** What may stand at a pointer to traits. In doubt anything may. */
  placeAt(pointer: JsonPointer): SchemaPlace
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
  /** A recovery link or code is made for the person, whatever the schema says of recovery (API reference §11). */
  readonly invited: boolean
}

/** All schemas of a server, by id. */
export interface IdentitySchemaSet {
  readonly ids: readonly string[]
  get(id: string): IdentitySchema | undefined
  /** Why Kratos refuses every write with this schema, to follow its name; `undefined` where that is not known. */
  refusalOf(id: string, abilities: Pick<Abilities, 'lacks'>): string | undefined
}
