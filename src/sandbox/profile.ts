import type { JsonObject } from './json.ts'
import type { ExtensionRules } from './schema/kratos-meta-schemas.ts'

/**
 * The Kratos version that the sandbox emulates, as data. Every difference between versions is a member here, and code checks
 * that member, never the version (API reference §15). Unless a docstring says otherwise, values come from recordings.
 */
export interface Profile {
  readonly name: string
  /** One line that helps people choose a profile. */
  readonly about: string
  /** `recorded`: tested against recorded answers of a real server. `documented`: built from documentation only. */
  readonly proof: 'recorded' | 'documented'
  /** The version in the answer of `/admin/version`. */
  readonly version: string
  /** Largest request body, in bytes. */
  readonly maxBody: number
  readonly http: HttpRules
  readonly fields: FieldRules
  readonly list: ListRules
  readonly batch: BatchRules
  readonly patch: PatchRules
  readonly rows: RowRules
  readonly credentials: CredentialRules
  readonly deletion: DeletionRules
  readonly schemas: SchemaRules
  /** The gateway in front of the server, if any. */
  readonly network?: NetworkRules
}

/** Routing, headers and error bodies (API reference §1). */
export interface HttpRules {
  /** `separate`: each port serves either admin or public paths; `shared`: every port serves both. */
  readonly ports: 'separate' | 'shared'
  /** For a path without `/admin` on the admin port: add the prefix, or redirect by 307. */
  readonly adminPrefix: 'added' | 'redirected'
  /** `/path/` is unknown, the same as `/path`, or redirected to it. */
  readonly trailingSlash: 'unknown' | 'same' | 'redirected'
  /** `//path` on the public port is served as `/path`, or redirected as on the admin port. */
  readonly publicPath: 'cleaned' | 'redirected'
  /** `first`: redirect `//path` to the clean path; `last`: look up the route for it as it is, and redirect only if none fits. */
  readonly cleansPaths: 'first' | 'last'
  /** Status that redirects a GET to the clean path; other methods get 307. */
  readonly cleanPathStatus: 301 | 307
  /** Whether an escaped slash is part of its segment or separates segments. */
  readonly escapedSlash: 'in-segment' | 'slash'
  /** A method that every known path has in addition: HEAD is answered like GET, OPTIONS with `Allow`. */
  readonly impliedMethod: 'HEAD' | 'OPTIONS'
  /** Which answers forbid caching: those to every GET, or those of every endpoint. */
  readonly uncached: 'gets' | 'endpoints'
  /** Errors have the header `Ory-Error-Id`, and the id `invalid_configuration` when the configuration is wrong. */
  readonly errorIds: boolean
  /** `GET /admin/sessions` counts all sessions in `X-Total-Count`. */
  readonly countsSessions: boolean
}

/** Members of request bodies that older servers do not know (API reference §4.1, §5, §15). */
export interface FieldRules {
  /** `external_id`, and the endpoint that reads by it. */
  readonly externalId: boolean
  readonly organizationOnCreate: boolean
  readonly samlImport: boolean
  /** `organization` and `use_auto_link` of an imported link. */
  readonly linkOptions: boolean
  /** Go's type name for an imported link in decoding errors. */
  readonly linkType: string
  /** Go's type name for `via` of a recovery address. */
  readonly recoveryViaType: string
}

/** `GET /admin/identities` (API reference §2). */
export interface ListRules {
  readonly defaultSize: number
  /** Largest keyset page; `Infinity` = no limit. */
  readonly maxSize: number
  /** Largest page by `page` and `per_page`. */
  readonly maxLegacySize: number
  readonly negativeSize: 'default' | 'panics'
  readonly maxIds: number
  readonly organizationFilter: boolean
  /** `ids` and an identifier filter may be combined; both must match. */
  readonly combinesFilters: boolean
  readonly tooManyFilters: string
  /** What the error about `include_credential` shows: the bad value, or the values accepted before it. */
  readonly badCredentialShows: 'value' | 'taken'
  /** Which parameter is checked first. */
  readonly readsFirst: 'ids' | 'include_credential'
}

/** `PATCH /admin/identities` (API reference §8). */
export interface BatchRules {
  readonly maxItems: number
  /** `{limit}` stands for `maxItems`. */
  readonly tooManyItems: string
  readonly maxPlaintext: number
  /** The error of an item has a `reason`. */
  readonly itemReasons: boolean
  /** When some items conflict: store the others, or only report them as stored. */
  readonly onConflict: 'stores-others' | 'stores-nothing'
}

/** `PATCH /admin/identities/{id}` (API reference §7). */
export interface PatchRules {
  /** Paths that are refused. */
  readonly denied: readonly string[]
  /** Match `denied` as globs against the lower-cased path, or exactly. */
  readonly deniedAs: 'globs' | 'exact'
  /** Go's type name that the patched document is decoded into. */
  readonly documentType: string
  /** The document has the credentials. If not, credentials that a patch adds replace the stored ones. */
  readonly hasCredentials: boolean
  /** `anew`: the document is decoded into a new identity; `over-stored`: into the old one, which keeps the missing members. */
  readonly decodes: 'anew' | 'over-stored'
  readonly dialect: PatchDialect
}

/** Versions of the JSON Patch library. */
export interface PatchDialect {
  /** The whole patch is checked before its first operation runs. If not, a missing `value` counts as null. */
  readonly checksOperations: boolean
  /** The empty path means the whole document. */
  readonly patchesRoot: boolean
  /** Error for a path through a scalar: the library's text, or that of Go's decoder. */
  readonly scalarParent: 'library-text' | 'decoder-text'
  /** Every number of the document must fit a 64-bit float. Numbers of the patch must too, if a path leads into their object. */
  readonly readsFloats: boolean
  /** What happens for a path through a null that an operation added. */
  readonly nullParent: 'refused' | 'panics'
}

/** How updates change the rows of an identity (API reference §6.3, §6.4, §6.6). */
export interface RowRules {
  readonly movesUpdatedAt: boolean
  /** Rows of unchanged credentials keep their ids and times. */
  readonly keepsUnchangedCredentials: boolean
  /** The answer to an update shows identifiers as stored, or as they were passed to the database. */
  readonly showsIdentifiers: 'normalised' | 'as-sent'
  /** For an unchanged address row, the answer shows it as stored, or as it was passed to the database. */
  readonly showsUnchangedAddresses: 'as-stored' | 'as-sent'
}

/** Types of credentials (API reference §2.6, §5). */
export interface CredentialRules {
  /** Types that the database knows. */
  readonly types: readonly string[]
  readonly unknownType: 'internal-error' | 'not-found'
  /** Types that `include_credential` accepts. */
  readonly includable: readonly string[]
  /** A link without organization shows an empty one. */
  readonly showsEmptyOrganization: boolean
}

/** `DELETE /admin/identities/{id}/credentials/{type}` (API reference §9.2). */
export interface DeletionRules {
  /** Types that can be deleted, whole or in part. */
  readonly deletable: readonly string[]
  /**
   * How a list of links is stored when its last link is deleted. Null is read back as one empty link (API reference §2.6).
   */
  readonly lastLinkLeaves: 'empty-list' | 'null'
  /** The last first factor cannot be deleted. */
  readonly keepsLastFactor: boolean
  /** Texts of refusals by type; `*` is for any other type, and `{type}` in it for the name. */
  readonly refusals: { readonly '*': string; readonly [type: string]: string }
}

/** Identity schemas (API reference §12, §14.2). */
export interface SchemaRules extends ExtensionRules {
  /** Where a schema id may be given in base64url. */
  readonly base64Ids: 'everywhere' | 'reads'
  /** The 404 shows the id as sent, or decoded if it is valid base64url. */
  readonly unknownIdShown: 'sent' | 'decoded'
  readonly contentType: string
}

/** Ory Network as documented; nothing here comes from recordings. */
export interface NetworkRules {
  /** The API key that the admin API requires by default. */
  readonly apiKey: string
  readonly buckets: Readonly<Record<Bucket, RateLimit>>
  /** The shortest time, in milliseconds, for which a write blocks others on the same path. */
  readonly lockMillis: number
  /** Identity schemas of a project without its own, by id. */
  readonly presets: Readonly<Record<string, JsonObject>>
}

/** Groups of requests with one limit: reads of one identity; lists, look-ups and schemas; writes. */
export type Bucket = 'read' | 'list' | 'write'

export interface RateLimit {
  readonly perSecond: number
  readonly perMinute: number
}
