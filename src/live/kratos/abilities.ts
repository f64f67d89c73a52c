import { IdctlError } from '../../errors.ts'

/** What a server's release can do, as far as idctl depends on it (API reference §15). */
export interface Abilities {
  /** The release whose row applies. */
  readonly release: string
  /** `external_id` and its lookup; older servers answer 400 or drop it. */
  readonly externalId: boolean
  /** `organization_id` in a create body. */
  readonly organizationAtCreate: boolean
  /** Credential types that a create body may carry. */
  readonly importable: ReadonlySet<string>
  readonly migrationHook: boolean
  /**
   * A batch reports the items that fail and creates the others. Where it does not, answers name identities that were
   * rolled back (§8.3): create one by one.
   */
  readonly partialBatch: boolean
  /** Most items of one batch, and most of them with a plain-text password (§8.1). */
  readonly batchItems: number
  readonly batchPlainPasswords: number
  /** A patch can empty the identifiers of a credential that no trait yields any more (trap 24). */
  readonly emptiesIdentifiers: boolean
}

const v1_3: Abilities = {
  release: 'v1.3',
  externalId: false,
  organizationAtCreate: false,
  importable: new Set(['password', 'oidc']),
  migrationHook: true,
  partialBatch: false,
  batchItems: 2000,
  batchPlainPasswords: 2000,
  emptiesIdentifiers: false,
}

const v25_4: Abilities = {
  release: 'v25.4',
  externalId: true,
  organizationAtCreate: true,
  importable: new Set(['password', 'oidc', 'saml']),
  migrationHook: true,
  partialBatch: true,
  batchItems: 1000,
  batchPlainPasswords: 200,
  emptiesIdentifiers: true,
}

const v26_2: Abilities = { ...v25_4, release: 'v26.2' }

/** First release of each row, newest first. */
const table: readonly { readonly since: readonly [number, number]; readonly abilities: Abilities }[] = [
  { since: [26, 2], abilities: v26_2 },
  { since: [25, 4], abilities: v25_4 },
  { since: [1, 3], abilities: v1_3 },
]

/**
 * Abilities of the release that `/version` names (`v26.2.0`). Own builds say `master` or nothing of use, and count as
 * the newest release known here, as later releases do. Throws `IdctlError` for v1.2 and older: their listings cannot
 * be trusted to be complete or filtered (§2.1, §2.3).
 */
export function abilitiesOf(version: string | undefined): Abilities {
  const numbers = /^v?(\d+)\.(\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(version?.trim() ?? '')
  if (numbers === null) return v26_2
  const major = Number(numbers[1])
  const minor = Number(numbers[2])
  const row = table.find(({ since }) => major > since[0] || (major === since[0] && minor >= since[1]))
  if (row !== undefined) return row.abilities
  throw new IdctlError(`Kratos ${version} is too old for idctl`, {
    exit: 'error',
    hint: 'idctl works with Kratos v1.3 and later; v25.4 or later is recommended',
  })
}
