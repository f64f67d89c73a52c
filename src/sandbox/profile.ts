import type { JsonObject } from './json.ts'
import type { ExtensionRules } from './schema/kratos-meta-schemas.ts'

/**
 * Which Kratos the sandbox is, as data: all that differs between versions has a name here, and code asks for that name,
 * never for a version (API reference §15). Where a docstring says nothing else, the values are those of recordings.
 */
export interface Profile {
  readonly name: string
  /** One line for people who choose. */
  readonly about: string
  /** `recorded`: answers of a real server are replayed against it. `documented`: composed from what others write. */
  readonly proof: 'recorded' | 'documented'
  /** What `/admin/version` answers. */
  readonly version: string
  /** Bytes of a request body. */
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
  /** What stands before the server, if anything does. */
  readonly network?: NetworkRules
}

/** Routing, headers and error bodies (API reference §1). */
export interface HttpRules {
  /** Every port is either the admin or the public one, or all are both and the path says which is meant. */
  readonly ports: 'separate' | 'shared'
  /** A path without `/admin` on the admin port: served as if it had it, or 307 to the path with it. */
  readonly adminPrefix: 'added' | 'redirected'
  /** `/path/`: unknown, the same as `/path`, or a redirect to it. */
  readonly trailingSlash: 'unknown' | 'same' | 'redirected'
  /** `//path` on the public port: served as if it were clean, or a redirect as on the admin port. */
  readonly publicPath: 'cleaned' | 'redirected'
  /** `//path` is looked up when it is clean, or as it is; then what is not found is led to what was meant. */
  readonly cleansPaths: 'first' | 'last'
  /** Status that leads a GET to the clean path; other methods are led by a 307. */
  readonly cleanPathStatus: 301 | 307
  /** An escaped slash is part of its segment, or a slash like any other. */
  readonly escapedSlash: 'in-segment' | 'slash'
  /** A method that every known path has besides its own: HEAD is then answered like GET, OPTIONS by `Allow`. */
  readonly impliedMethod: 'HEAD' | 'OPTIONS'
  /** Answers that forbid caching: those to any GET, or those of any endpoint. */
  readonly uncached: 'gets' | 'endpoints'
  /** Errors name themselves: header `Ory-Error-Id`, and `invalid_configuration` where the configuration is at fault. */
  readonly errorIds: boolean
  /** `GET /admin/sessions` counts all sessions in `X-Total-Count`. */
  readonly countsSessions: boolean
}

/** Members of request bodies that an older server does not know (API reference §4.1, §5, §15). */
export interface FieldRules {
  /** `external_id`, and the endpoint that reads by it. */
  readonly externalId: boolean
  readonly organizationOnCreate: boolean
  readonly samlImport: boolean
  /** `organization` and `use_auto_link` of an imported link. */
  readonly linkOptions: boolean
  /** Go's name of the type of an imported link, as decoding errors show it. */
  readonly linkType: string
  /** Go's name of the type of `via` of a recovery address. */
  readonly recoveryViaType: string
}

/** `GET /admin/identities` (API reference §2). */
export interface ListRules {
  readonly defaultSize: number
  /** By keyset; `Infinity` = a page is as long as it was asked for. */
  readonly maxSize: number
  /** By `page` and `per_page`. */
  readonly maxLegacySize: number
  readonly negativeSize: 'default' | 'panics'
  readonly maxIds: number
  readonly organizationFilter: boolean
  /** May `ids` and an identifier filter come together? Both then hold. */
  readonly combinesFilters: boolean
  readonly tooManyFilters: string
  /** What the error about `include_credential` shows: the bad value, or the list of values taken so far. */
  readonly badCredentialShows: 'value' | 'taken'
  /** Which parameter is looked at first. */
  readonly readsFirst: 'ids' | 'include_credential'
}

/** `PATCH /admin/identities` (API reference §8). */
export interface BatchRules {
  readonly maxItems: number
  /** `{limit}` stands for `maxItems`. */
  readonly tooManyItems: string
  readonly maxPlaintext: number
  /** Says the error of an item why it is invalid? */
  readonly itemReasons: boolean
  /** When some items conflict, the others are stored, or only reported as stored. */
  readonly onConflict: 'stores-others' | 'stores-nothing'
}

/** `PATCH /admin/identities/{id}` (API reference §7). */
export interface PatchRules {
  /** Paths that are refused. */
  readonly denied: readonly string[]
  /** As globs over the lower-cased path, or as they are. */
  readonly deniedAs: 'globs' | 'exact'
  /** Go's name of the type that the patched document is decoded into. */
  readonly documentType: string
  /** Are the credentials part of the document? Else what a patch puts there replaces theirs by its own. */
  readonly hasCredentials: boolean
  /** The patched document is a new identity, or is decoded over the old one: what it lacks then stays. */
  readonly decodes: 'anew' | 'over-stored'
  readonly dialect: PatchDialect
}

/** Versions of the JSON Patch library. */
export interface PatchDialect {
  /** Is the whole patch checked before its first operation runs? Else a missing `value` counts as null. */
  readonly checksOperations: boolean
  /** Does the empty path lead to the whole document? */
  readonly patchesRoot: boolean
  /** A path through a scalar: the library's own text, or that of Go's decoder. */
  readonly scalarParent: 'library-text' | 'decoder-text'
  /** Must every number of the document fit a 64-bit float? Those of the patch itself must where a path leads into their object. */
  readonly readsFloats: boolean
  /** A path through a null that an operation has put there. */
  readonly nullParent: 'refused' | 'panics'
}

/** What updates do to the rows of an identity (API reference §6.3, §6.4, §6.6). */
export interface RowRules {
  readonly movesUpdatedAt: boolean
  /** Rows of credentials that an update does not change stay as they are. */
  readonly keepsUnchangedCredentials: boolean
  /** The answer of an update shows identifiers as they are stored, or as they came to the database. */
  readonly showsIdentifiers: 'normalised' | 'as-sent'
  /** Where the row of an address stays, the answer shows it as it is stored, or as it came to the database. */
  readonly showsUnchangedAddresses: 'as-stored' | 'as-sent'
}

/** Types of credentials (API reference §2.6, §5). */
export interface CredentialRules {
  /** Types that there are rows for. */
  readonly types: readonly string[]
  readonly unknownType: 'internal-error' | 'not-found'
  /** Types that `include_credential` takes. */
  readonly includable: readonly string[]
  /** Does a link without organization show an empty one? */
  readonly showsEmptyOrganization: boolean
}

/** `DELETE /admin/identities/{id}/credentials/{type}` (API reference §9.2). */
export interface DeletionRules {
  /** Types that can go, wholly or in part. */
  readonly deletable: readonly string[]
  /**
   * How a list of links is stored when its last one goes; null reads back as a link to nowhere (API reference §2.6).
   */
  readonly lastLinkLeaves: 'empty-list' | 'null'
  /** The last first factor stays. */
  readonly keepsLastFactor: boolean
  /** Refusals by type; `*` for any other, `{type}` in it for its name. */
  readonly refusals: { readonly '*': string; readonly [type: string]: string }
}

/** Identity schemas (API reference §12, §14.2). */
export interface SchemaRules extends ExtensionRules {
  /** Where the id of a schema may be given in base64url. */
  readonly base64Ids: 'everywhere' | 'reads'
  /** The 404 names an id as it was sent, or decoded where it happens to be base64url. */
  readonly unknownIdShown: 'sent' | 'decoded'
  readonly contentType: string
}

/** Ory Network as its documentation describes it: nothing of this is recorded. */
export interface NetworkRules {
  /** The key that the admin API demands unless another one is given. */
  readonly apiKey: string
  readonly buckets: Readonly<Record<Bucket, RateLimit>>
  /** Milliseconds for which a write blocks others on the same path, at least. */
  readonly lockMillis: number
  /** Identity schemas of a project without any of its own, by id. */
  readonly presets: Readonly<Record<string, JsonObject>>
}

/** Requests that are counted together: reads of one identity; lists, look-ups and schemas; writes. */
export type Bucket = 'read' | 'list' | 'write'

export interface RateLimit {
  readonly perSecond: number
  readonly perMinute: number
}
