/** Documented exit codes, by name. */
export const exitCodes = {
  ok: 0,
  error: 1,
  differs: 2,
  invalid: 3,
  refused: 4,
  incomplete: 5,
  unreadable: 6,
  usage: 64,
  interrupted: 130,
} as const

export type ExitName = keyof typeof exitCodes

/** A failed operation. Users' mistakes in files are `Diagnostic` values instead; any other throw is our own bug. */
export class IdctlError extends Error {
  readonly exit: ExitName
  readonly hint: string | undefined
  /** What `--mask` shows of the message; `undefined`: nothing of it, nor of the hint. */
  readonly plain: string | undefined

  /**
   * @param options.plain `true`: message and hint hold nothing of a person and no path; a text: this instead of the message,
   *   and nothing of a person in the hint. Absent, `--mask` shows neither.
   */
  constructor(message: string, options: { exit: ExitName; hint?: string; cause?: unknown; plain?: true | string }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'IdctlError'
    this.exit = options.exit
    this.hint = options.hint
    this.plain = options.plain === true ? message : options.plain
  }
}

/**
 * The server is not there any more, or what stands in front of it says so, and went on saying so while it was asked again:
 * nothing that follows can succeed either.
 */
export class ServerUnavailable extends IdctlError {
  constructor(message: string) {
    super(message, { exit: 'unreadable', plain: true, hint: 'once the server is back, the same command goes on' })
    this.name = 'ServerUnavailable'
  }
}
