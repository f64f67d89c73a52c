/** What Kratos can make so that a person can get into an account (API reference §11). */
export const recoveryKinds = ['recovery_link', 'recovery_code'] as const
export type RecoveryKind = (typeof recoveryKinds)[number]

/** What Kratos is asked to make once the identity exists. */
export interface Invitation {
  readonly send: RecoveryKind
  /** A Go duration; absent = Kratos' configured default. */
  readonly lifetime?: string
}

/** The link or code that Kratos made. It gives access to the account, so it goes to the invites file and nowhere else. */
export interface Recovery {
  readonly recovery_link: string
  /** With a code, `recovery_link` leads to the page that asks for it. */
  readonly recovery_code?: string
  /** RFC 3339. */
  readonly expires_at: string
}
