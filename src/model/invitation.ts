/** What Kratos can make for a person to get in with (API reference §11). */
export const recoveryKinds = ['recovery_link', 'recovery_code'] as const
export type RecoveryKind = (typeof recoveryKinds)[number]

/** What Kratos is asked to make once the identity exists. */
export interface Invitation {
  readonly send: RecoveryKind
  /** A Go duration; absent = as Kratos is configured. */
  readonly lifetime?: string
}

/** What Kratos made of an invitation. Whoever has it has the account: it goes to the invites file and nowhere else. */
export interface Recovery {
  readonly recovery_link: string
  /** Beside a code the link leads to the page that asks for it. */
  readonly recovery_code?: string
  /** RFC 3339. */
  readonly expires_at: string
}
