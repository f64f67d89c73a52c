import type { ExitName } from './model/exit-codes.ts'
import { type Told, textOf, told } from './model/told.ts'

/** A failed operation. Users' mistakes in files are `Diagnostic` values instead; any other throw is our own bug. */
export class IdctlError extends Error {
  readonly exit: ExitName
  readonly hint: string | undefined
  /** As passed in. `--mask` shows a `Told` without its details, and nothing of a plain text. */
  readonly given: { readonly message: string | Told; readonly hint?: string | Told | undefined }

  constructor(message: string | Told, options: { exit: ExitName; hint?: string | Told | undefined; cause?: unknown }) {
    super(textOf(message), options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'IdctlError'
    this.exit = options.exit
    this.hint = options.hint === undefined ? undefined : textOf(options.hint)
    this.given = { message, hint: options.hint }
  }
}

/**
 * The server is gone, or a proxy in front of it says so, and repeated requests got the same answer: no later request
 * can succeed either.
 */
export class ServerUnavailable extends IdctlError {
  constructor(message: string | Told, hint: Told = told`when the server is back, the same command continues`) {
    super(message, { exit: 'unreadable', hint })
    this.name = 'ServerUnavailable'
  }
}
