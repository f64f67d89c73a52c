import type { IdentityKey } from './identity.ts'
import type { Recovery } from './invitation.ts'

/** One line of the invites file. */
export interface Invite extends Omit<Recovery, 'recovery_code'> {
  readonly key: IdentityKey
  /** Where the person can be reached; `null` where the identity has no address. */
  readonly address: string | null
  readonly recovery_code: string | null
}

/** Where invites go. Once `deliver` has resolved, an invite survives whatever happens to the process. */
export interface InviteSink {
  /** @throws IdctlError without anything of the invite in its message */
  deliver(invite: Invite): Promise<void>
}
