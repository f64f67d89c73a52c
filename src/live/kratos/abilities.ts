import { IdctlError } from '../../errors.ts'
import type { Abilities, Feature } from '../../model/abilities.ts'

/**
 * Releases that differ in what idctl does, oldest first. `newer` is Kratos after v26.2, not released yet: Ory Network,
 * and builds from its sources since April 2026.
 */
const releases = ['v1.3', 'v25.4', 'newer'] as const
export type Release = (typeof releases)[number]

/** The first release with each feature (API reference §15). */
const firstWith: Readonly<Record<Feature, Release>> = {
  external_id: 'v25.4',
  organization_id: 'v25.4',
  import_saml: 'v25.4',
  oidc_organization: 'v25.4',
  import_totp: 'newer',
  import_lookup_secret: 'newer',
  import_webauthn: 'newer',
  import_passkey: 'newer',
  delete_password: 'v25.4',
  recovery_sms: 'v25.4',
  organization_matcher: 'v25.4',
  extension_members: 'newer',
  empty_identifiers: 'v25.4',
  updated_at: 'v25.4',
}

/**
 * Creations in one request. v1.3 reports identities as created although it has rolled them back (API reference §8.3), so idctl sends
 * them one by one. From v25.4 on, batches larger than 250 are not faster. Ory Network accepts only one such request at a time, so
 * idctl sends the largest batch that Kratos takes (API reference §8.1).
 */
const batchSizes: Readonly<Record<Release, number>> = { 'v1.3': 1, 'v25.4': 250, newer: 250 }
const networkBatchSize = 1000

/** What `release` can do, on a server that messages name `server`. */
export function abilitiesOf(release: Release, server: string): Abilities {
  const lacks: Partial<Record<Feature, string>> = {}
  for (const [feature, first] of Object.entries(firstWith) as [Feature, Release][]) {
    if (releases.indexOf(first) > releases.indexOf(release)) lacks[feature] = nameOf(first)
  }
  return { server, lacks, batchSize: batchSizes[release] }
}

/** The embedded sandbox is v26.2.0 unless it is served with another profile. */
export const embeddedAbilities = abilitiesOf('v25.4', 'the embedded sandbox')

/** Ory Network runs the newest Kratos. */
export const networkAbilities: Abilities = { ...abilitiesOf('newer', 'Ory Network'), batchSize: networkBatchSize }

/**
 * The release that an answer of `/version` (`v26.2.0`) counts as. `undefined` if the version does not tell: builds from source
 * answer `master`, and versions after v26.2 may have features that no release has had so far.
 * Throws `IdctlError` for v1.2 and older: see `refuseTooOld`.
 */
export function releaseOf(version: string): Release | undefined {
  const numbers = /^v?(\d+)\.(\d+)(?:\.\d+)?(?:[-+].*)?$/.exec(version.trim())
  if (numbers === null) return undefined
  const order = Number(numbers[1]) * 1000 + Number(numbers[2])
  if (order > 26_002) return undefined
  if (order >= 25_004) return 'v25.4'
  return order >= 1_003 ? 'v1.3' : refuseTooOld(`Kratos ${version}`)
}

/** v1.2 and older may answer incomplete lists, or ignore the filter of a list (API reference §2.1, §2.3). */
export function refuseTooOld(server: string): never {
  throw new IdctlError(`${server} is too old for idctl`, {
    exit: 'error',
    hint: 'idctl works with Kratos v1.3 and later; v25.4 or later is recommended',
  })
}

/** The name of the first server with all features of `release`, for messages. */
function nameOf(release: Release): string {
  return release === 'newer' ? 'a Kratos newer than v26.2' : `Kratos ${release}`
}

/** The servers that count as `release`. */
export function rangeOf(release: Release): string {
  return release === 'v25.4' ? 'Kratos v25.4 to v26.2' : nameOf(release)
}
