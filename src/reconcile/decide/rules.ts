import { oversizedCreation, oversizedUpdate } from './checks/body-size.ts'
import { noWayIn as noWayInAtAll } from './checks/no-way-in.ts'
import { refusedRemovals } from './checks/refused-removals.ts'
import { stayingIdentifiers } from './checks/staying-identifiers.ts'
import { uselessInvite } from './checks/useless-invite.ts'
import type { Creation } from './creation.ts'
import { addresses } from './effects/addresses.ts'
import { adoption as adoptionEffects } from './effects/adoption.ts'
import { credentialChanges } from './effects/credential-changes.ts'
import { credentialsLeftAlone } from './effects/credentials-left-alone.ts'
import { deactivation } from './effects/deactivation.ts'
import { endedSignIns } from './effects/ended-sign-ins.ts'
import { expiredDocument } from './effects/expired.ts'
import { lastFirstFactor as lastFirstFactorEffects } from './effects/last-first-factor.ts'
import { loginIdentifiers } from './effects/login-identifiers.ts'
import { losses } from './effects/losses.ts'
import { noWayIn } from './effects/no-way-in.ts'
import { recoveryAddresses } from './effects/recovery-addresses.ts'
import { recreated } from './effects/recreated.ts'
import { released } from './effects/released.ts'
import { removed } from './effects/removed.ts'
import { renamedKey } from './effects/renamed-key.ts'
import { schemaChange } from './effects/schema-change.ts'
import { sessions } from './effects/sessions.ts'
import { written } from './effects/written.ts'
import type { Release, Removal } from './removal.ts'
import type { Check, EffectRule, Rule } from './rule.ts'
import { adoption } from './rules/adoption.ts'
import { identifierStays } from './rules/identifier-stays.ts'
import { kept } from './rules/kept.ts'
import { lastFirstFactor } from './rules/last-first-factor.ts'
import { metadata } from './rules/metadata.ts'
import { numbers } from './rules/numbers.ts'
import { oversized } from './rules/oversized.ts'
import { protectedOrphan } from './rules/protected.ts'
import { protectedRelease } from './rules/protected-release.ts'
import { reactivated } from './rules/reactivated.ts'
import { refusedTraits } from './rules/refused-traits.ts'
import { refusedWrite, type Write } from './rules/refused-write.ts'
import { stranded } from './rules/stranded.ts'
import { strandedWithoutMark } from './rules/stranded-without-mark.ts'
import { unreadable } from './rules/unreadable.ts'
import type { Update } from './update.ts'

/**
 * All rules about one person; a new one needs a file and a line here. Rules block a change (the first match in this order wins). Effects
 * say and count what a change means (all of them, shown in this order). Checks report mistakes in the files.
 */

/** A document and its account. */
export const updateRules: readonly Rule<Update>[] = [
  unreadable,
  metadata,
  numbers,
  adoption,
  stranded,
  lastFirstFactor,
  refusedTraits,
  oversized,
  identifierStays,
]
export const updateEffects: readonly EffectRule<Update>[] = [
  loginIdentifiers,
  recoveryAddresses,
  endedSignIns,
  renamedKey,
  schemaChange,
  deactivation,
  noWayIn,
  sessions,
  adoptionEffects,
  credentialsLeftAlone,
  losses,
  released,
  credentialChanges,
  addresses,
  lastFirstFactorEffects,
  written,
]
export const updateChecks: readonly Check<Update>[] = [
  { mistakes: refusedRemovals, besides: 'schema' },
  { mistakes: oversizedUpdate, behind: 'too-large' },
  { mistakes: stayingIdentifiers },
]

/** A document without an account. */
export const creationEffects: readonly EffectRule<Creation>[] = [recreated]
export const creationChecks: readonly Check<Creation>[] = [
  { mistakes: noWayInAtAll },
  { mistakes: uselessInvite },
  { mistakes: oversizedCreation },
]

/** A marked account whose document is gone or has expired. */
export const removalRules: readonly Rule<Removal>[] = [kept, reactivated, strandedWithoutMark, protectedOrphan]
export const removalEffects: readonly EffectRule<Removal>[] = [expiredDocument, removed]

/** A marked account that a command releases. */
export const releaseRules: readonly Rule<Release>[] = [protectedRelease, strandedWithoutMark]

/** Any decided change that leaves the traits of an account alone. */
export const writeRules: readonly Rule<Write>[] = [refusedWrite]
