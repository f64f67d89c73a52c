import { isJsonObject, type Json } from '../model/json.ts'

/** The keyword `ory.sh/kratos` of a schema node (API reference §14.2), as far as anything is derived from it. */
export interface KratosExtension {
  readonly passwordIdentifier: boolean
  readonly webauthnIdentifier: boolean
  readonly codeVia?: 'email' | 'sms'
  readonly verificationVia?: 'email' | 'sms'
  readonly recoveryVia?: 'email' | 'sms'
}

/** Name of the keyword in Kratos' schemas. */
export const extensionKeyword = 'ory.sh/kratos'

const members: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  credentials: {
    password: { identifier: 'boolean' },
    webauthn: { identifier: 'boolean' },
    passkey: { display_name: 'boolean' },
    totp: { account_name: 'boolean' },
    code: { identifier: 'boolean', via: 'channel' },
  },
  verification: { via: 'channel' },
  recovery: { via: 'channel' },
  organizations: { matcher: 'matcher' },
}

/** Reads the keyword's value; what is malformed counts as absent (`extensionProblems` tells). */
export function readExtension(value: Json | undefined): KratosExtension {
  const credentials = member(value, 'credentials')
  const code = member(credentials, 'code')
  const codeVia = code?.['identifier'] === true ? channel(code['via']) : undefined
  const verificationVia = channel(member(value, 'verification')?.['via'])
  const recoveryVia = channel(member(value, 'recovery')?.['via'])
  return {
    passwordIdentifier: member(credentials, 'password')?.['identifier'] === true,
    webauthnIdentifier: member(credentials, 'webauthn')?.['identifier'] === true,
    ...(codeVia === undefined ? {} : { codeVia }),
    ...(verificationVia === undefined ? {} : { verificationVia }),
    ...(recoveryVia === undefined ? {} : { recoveryVia }),
  }
}

/** What v26.2.0 would refuse in the keyword's value; newer servers may know more members. */
export function extensionProblems(value: Json): string[] {
  const problems = unknownMembers(value, members, extensionKeyword)
  const code = member(member(value, 'credentials'), 'code')
  if (code?.['identifier'] === true && channel(code['via']) === undefined) {
    problems.push('credentials.code.identifier needs credentials.code.via: email or sms')
  }
  return problems
}

function unknownMembers(value: Json, known: Readonly<Record<string, unknown>>, path: string): string[] {
  if (!isJsonObject(value)) return [`${path} is no object`]
  return Object.entries(value).flatMap(([name, child]) => {
    const at = `${path}.${name}`
    if (!Object.hasOwn(known, name)) return [`${at} is no member that Kratos v26.2.0 knows`]
    const shape = known[name]
    if (typeof shape === 'object') return unknownMembers(child, shape as Readonly<Record<string, unknown>>, at)
    return fits(child, shape) ? [] : [`${at} is not what Kratos v26.2.0 takes`]
  })
}

function fits(value: Json, shape: unknown): boolean {
  if (shape === 'boolean') return typeof value === 'boolean'
  return shape === 'channel' ? channel(value) !== undefined : value === 'email_domain'
}

function member(value: Json | undefined, name: string): Record<string, Json> | undefined {
  const child = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
  return isJsonObject(child) ? child : undefined
}

function channel(value: Json | undefined): 'email' | 'sms' | undefined {
  return value === 'email' || value === 'sms' ? value : undefined
}
