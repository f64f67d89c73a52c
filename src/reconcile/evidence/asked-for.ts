import { endOfDay } from '../../model/calendar-day.ts'
import type { Change, CreateChange, UpdateChange } from '../../model/change.ts'
import { credentialChangesOf, invitationOf, isUpdate } from '../../model/change-parts.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { type Clocks, isUndisputed } from '../clocks.ts'
import { writtenText } from '../match/account.ts'
import { type GivenNames, likenessOf } from '../match/names.ts'
import type { NameLeaves } from './name-leaves.ts'

/** A change that can give a person an account, access or a mark of this workspace: nobody gets those without a document. */
export type Gift = CreateChange | UpdateChange

/** An account, and its mark as the change leaves it. */
export interface Receiver {
  readonly live: LiveIdentity
  readonly mark: Mark
}

export interface AskedFor {
  /**
   * Whether a document still asks for what a plan would give. Documents are found by key, unless the key is an address that is now another
   * person's. An expired document asks for nothing, and one that says `inactive` asks for no access.
   *
   * @param receiver absent for a creation
   */
  asksFor(gift: Gift, clocks: Clocks | undefined, receiver?: Receiver): boolean
}

export function askedFor(identities: readonly DesiredIdentity[], names: NameLeaves): AskedFor {
  // Built on demand: most applies never ask.
  let byKey: ReadonlyMap<string, DesiredIdentity> | undefined
  return {
    asksFor(gift, clocks, receiver) {
      byKey ??= new Map(identities.map((desired) => [desired.key, desired]))
      const desired = byKey.get(gift.mark.key)
      if (desired === undefined) return false
      if (clocks && desired.expires && isUndisputed(endOfDay(desired.expires.on), clocks)) return false
      if (activates(gift) && saysInactive(desired, gift)) return false
      if (desired.keyFrom !== 'identifier') return true
      const said = names.said(gift.action === 'create' ? desired : withoutSeeds(desired))
      return likenessOf(said, plannedNames(gift, receiver && names.ofAccount(receiver.live, receiver.mark))) !== 'none'
    },
  }
}

/**
 * Whether an update is a `Gift`: it takes a person under management, makes the person active, or gives a way to sign in. That is a
 * credential, an invitation, or another login identifier or recovery address, whose owner gets the account.
 */
export function isGift(change: Change): change is UpdateChange {
  if (!isUpdate(change) || change.blocked !== undefined) return false
  if (change.action === 'adopt' || change.reason === 'restored' || activates(change)) return true
  if ((change.counts.identifier_changes ?? 0) > 0) return true
  const isInvited = invitationOf(change) !== undefined && change.invite?.on_request === undefined
  return isInvited || credentialChangesOf(change).some(({ step }) => step === 'set' || step === 'link')
}

function activates({ action, fields }: Gift): boolean {
  const after = fields.find(({ path }) => path === '/state')?.after
  return action === 'create' ? after !== 'inactive' : after === 'active'
}

function saysInactive({ fields }: DesiredIdentity, { action }: Gift): boolean {
  const state = fields['/state']
  return state?.value === 'inactive' && (state.mode === 'enforce' || (state.mode === 'seed' && action === 'create'))
}

/** The document without its `seed` leaves: owners may change these, so they say something about new accounts only. */
function withoutSeeds(desired: DesiredIdentity): DesiredIdentity {
  return {
    ...desired,
    fields: Object.fromEntries(Object.entries(desired.fields).filter(([, { mode }]) => mode !== 'seed')),
  }
}

/** The names that an account has right after the change. */
function plannedNames({ mark, fields }: Gift, account: GivenNames | undefined): GivenNames {
  const written = account?.written ?? ((path: JsonPointer) => writtenText(mark, path))
  const leaves = () => Object.keys(mark.fields).filter((path) => written(path) !== undefined)
  return {
    written,
    leaves: account?.leaves ?? leaves,
    kept(path) {
      const after = fields.find((field) => field.path === path)?.after
      return typeof after === 'string' ? after : account?.kept(path)
    },
  }
}
