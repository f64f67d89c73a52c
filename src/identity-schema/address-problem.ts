import { isEmail } from '../go/email.ts'
import { formatS } from '../go/print.ts'
import type { Json } from '../model/json.ts'
import type { KratosExtension } from './extension.ts'
import { normalisePhone } from './normalise.ts'

/** What the Ory extension requires of a value beyond the other keywords of its schema node. */
export type AddressProblem = 'email' | 'tel' | 'missing-format'

/**
 * The first check of Kratos' extension that a value fails (API reference §14.2, in the order of API reference §18): the
 * code identifier by SMS, the verifiable address, the recovery address. `undefined` when it passes.
 */
export function addressProblem(
  extension: KratosExtension,
  format: Json | undefined,
  value: Json,
): AddressProblem | undefined {
  if (extension.codeVia === 'sms' && normalisePhone(formatS(value)) === undefined) return 'tel'
  if (extension.verificationVia !== undefined && (format === undefined || format === '')) {
    if (extension.verificationVia === 'sms') return 'missing-format'
    if (!isEmailValue(value)) return 'email'
  }
  if (extension.recoveryVia === 'email' && !isEmailValue(value)) return 'email'
  if (extension.recoveryVia === 'sms' && !isPhoneValue(value)) return 'tel'
  return undefined
}

function isEmailValue(value: Json): boolean {
  return typeof value === 'string' && isEmail(value)
}

function isPhoneValue(value: Json): boolean {
  return typeof value === 'string' && normalisePhone(value) !== undefined
}
