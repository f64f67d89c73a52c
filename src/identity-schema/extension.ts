import { isJsonObject, type Json, type JsonPointer } from '../model/json.ts'
import { present } from '../model/present.ts'

/**
 * The keyword `ory.sh/kratos` of a schema node (API reference §14.2), reduced to what identifiers and addresses are
 * derived from.
 */
export interface KratosExtension {
  readonly passwordIdentifier: boolean
  readonly webauthnIdentifier: boolean
  readonly codeVia?: 'email' | 'sms'
  readonly verificationVia?: 'email' | 'sms'
  readonly recoveryVia?: 'email' | 'sms'
  /** Why Kratos refuses every value here. Kratos checks the channel only once there is a value. */
  readonly refusal?: string
}

/** Name of the keyword in Kratos' schemas. */
export const extensionKeyword = 'ory.sh/kratos'

/** Reads the keyword's value; malformed parts count as absent (`extensionFindings` reports them). */
export function readExtension(value: Json | undefined): KratosExtension {
  const credentials = member(value, 'credentials')
  const code = member(credentials, 'code')
  const codeVia = code?.['identifier'] === true ? channel(code['via']) : undefined
  const verificationVia = channel(member(value, 'verification')?.['via'])
  const recoveryVia = channel(member(value, 'recovery')?.['via'])
  const refusal = channelProblems(value)[0]?.message
  return {
    passwordIdentifier: member(credentials, 'password')?.['identifier'] === true,
    webauthnIdentifier: member(credentials, 'webauthn')?.['identifier'] === true,
    ...present({ codeVia, verificationVia, recoveryVia, refusal }),
  }
}

function member(value: Json | undefined, name: string): Record<string, Json> | undefined {
  const child = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  return isJsonObject(child) ? child : undefined
}

function channel(value: Json | undefined): 'email' | 'sms' | undefined {
  return value === 'email' || value === 'sms' ? value : undefined
}

/**
 * Mistakes in the channels, which Kratos reports only once an identity has a value there; `within` is below the
 * extension.
 */
export function channelProblems(value: Json | undefined): { readonly message: string; readonly within: JsonPointer }[] {
  const code = member(member(value, 'credentials'), 'code')
  const recovery = member(value, 'recovery')?.['via'] ?? ''
  const problems: { message: string; within: JsonPointer }[] = []
  if (code?.['identifier'] === true && channel(code['via']) === undefined) {
    const message = 'credentials.code.identifier needs credentials.code.via: email or sms'
    problems.push({ message, within: '/credentials/code/via' })
  }
  if (recovery !== '' && channel(recovery) === undefined) {
    problems.push({ message: 'recovery.via must be email or sms', within: '/recovery/via' })
  }
  return problems
}
