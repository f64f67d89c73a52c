import { isEmail } from '../../go/email.ts'
import { readPhone } from '../../go/phone.ts'
import { formatQ, formatS, goQuote } from '../../go/print.ts'
import { goLowerCase, goTrimSpace, wellFormed } from '../../go/text.ts'
import type { Json } from '../json.ts'
import type { ExtensionConfig } from './extension-config.ts'
import { type Problem, problem } from './problem.ts'

/**
 * The data that traits yield through `ory.sh/kratos`, without duplicates. Values have the form that Kratos v26.2.0 uses right
 * after validation: password and webauthn identifiers in lower case but neither trimmed nor checked for blanks, code identifiers
 * normalised (phones as E.164), addresses trimmed and, for email, in lower case.
 */
export interface Derived {
  readonly password: string[]
  readonly webauthn: string[]
  /** Sorted by identifier, then channel, as in the stored `config.addresses`. */
  readonly code: { readonly identifier: string; readonly via: 'email' | 'sms' }[]
  readonly verifiable: { readonly via: string; readonly value: string }[]
  readonly recovery: { readonly via: string; readonly value: string }[]
}

export function emptyDerived(): Derived {
  return { password: [], webauthn: [], code: [], verifiable: [], recovery: [] }
}

/**
 * Runs the extension of one node on its value and adds to `derived`: credentials, verification, recovery, until one reports a
 * problem. Nothing is removed again when a branch of a combinator fails later (API reference §14.2).
 */
export function deriveFrom(config: ExtensionConfig, value: Json, derived: Derived): Problem | undefined {
  return (
    deriveIdentifiers(config, value, derived) ??
    deriveVerifiable(config, value, derived) ??
    deriveRecovery(config, value, derived)
  )
}

function deriveIdentifiers(config: ExtensionConfig, value: Json, derived: Derived): Problem | undefined {
  if (config.password) addText(derived.password, goLowerCase(formatS(value)))
  if (config.webauthn) addText(derived.webauthn, goLowerCase(formatS(value)))
  const via = config.codeVia
  if (via === undefined) return undefined
  if (via !== 'email' && via !== 'sms') {
    return problem('ory.sh~/kratos/credentials/code/via', `channel type ${goQuote(via)} must be one of email, sms`)
  }
  const identifier = codeIdentifier(formatS(value), via)
  if (!identifier.ok) return problem('', identifier.reason)
  const known = derived.code.some((entry) => entry.identifier === identifier.value && entry.via === via)
  if (!known) derived.code.push({ identifier: identifier.value, via })
  derived.code.sort((left, right) => compare(left.identifier, right.identifier) || compare(left.via, right.via))
  return undefined
}

function codeIdentifier(
  text: string,
  via: 'email' | 'sms',
): { ok: true; value: string } | { ok: false; reason: string } {
  if (via === 'email') return { ok: true, value: text.includes('@') ? goTrimSpace(goLowerCase(text)) : text }
  const phone = readPhone(text)
  return phone.ok ? { ok: true, value: phone.e164 } : phone
}

function deriveVerifiable(config: ExtensionConfig, value: Json, derived: Derived): Problem | undefined {
  const via = config.verificationVia
  if (via === '') return undefined
  if (config.format === '' && via !== 'email') {
    const advice = 'A format is required if verification is enabled. If this was intentional, please set "format" to'
    return problem('format', `no format specified. ${advice} "no-validate"`)
  }
  if (config.format === '' && !isEmailValue(value)) return invalid(value, 'email')
  const text = goTrimSpace(formatS(value))
  const isEmailText = config.format === '' || config.format === 'email'
  addAddress(derived.verifiable, via, isEmailText ? goLowerCase(text) : text)
  return undefined
}

function deriveRecovery(config: ExtensionConfig, value: Json, derived: Derived): Problem | undefined {
  switch (config.recoveryVia) {
    case '':
      return undefined
    case 'email':
      if (!isEmailValue(value)) return invalid(value, 'email')
      addAddress(derived.recovery, 'email', goLowerCase(goTrimSpace(formatS(value))))
      return undefined
    case 'sms':
      if (typeof value !== 'string' || !readPhone(value).ok) return invalid(value, 'tel')
      addAddress(derived.recovery, 'sms', goTrimSpace(formatS(value)))
      return undefined
    default:
      return problem('', `recovery.via has unknown value ${goQuote(config.recoveryVia)}`)
  }
}

function isEmailValue(value: Json): boolean {
  return typeof value === 'string' && isEmail(wellFormed(value))
}

function invalid(value: Json, format: string): Problem {
  return problem('format', `${formatQ(value)} is not valid "${format}"`)
}

function addText(texts: string[], text: string): void {
  if (!texts.includes(text)) texts.push(text)
}

function addAddress(addresses: { via: string; value: string }[], via: string, value: string): void {
  if (!addresses.some((known) => known.via === via && known.value === value)) addresses.push({ via, value })
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
