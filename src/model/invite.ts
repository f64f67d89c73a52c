import type { IdentityKey } from './identity.ts'
import type { Recovery } from './invitation.ts'

/** One line of the invites file. */
export interface Invite extends Omit<Recovery, 'recovery_code'> {
  readonly key: IdentityKey
  /** An address of the person; `null` when the identity has none. */
  readonly address: string | null
  readonly recovery_code: string | null
}

/** Receives invites. Once `deliver` resolves, the invite survives a crash of the process. */
export interface InviteSink {
  /** @throws IdctlError without anything of the invite in its message */
  deliver(invite: Invite): Promise<void>
}
