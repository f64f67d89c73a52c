import { plainExtension } from '../../identity-schema/dialect.ts'
import { readExtension } from '../../identity-schema/extension.ts'
import type { Json, JsonObject } from '../../model/json.ts'

/** What an editor shows for a trait: its own description, and what Kratos uses it for. */
export function describeTrait(node: JsonObject): string | undefined {
  const lines = [node['description'], ...usesOf(node[plainExtension]), ...limitsOf(node)]
  const texts = lines.filter((line): line is string => typeof line === 'string' && line !== '')
  return texts.length === 0 ? undefined : texts.join('\n\n')
}

const channels = { email: 'email', sms: 'text message' } as const

function usesOf(extension: Json | undefined): string[] {
  if (extension === undefined) return []
  const { passwordIdentifier, webauthnIdentifier, codeVia, verificationVia, recoveryVia } = readExtension(extension)
  const logins = [
    ...(passwordIdentifier ? ['password'] : []),
    ...(webauthnIdentifier ? ['security key'] : []),
    ...(codeVia === undefined ? [] : [`code by ${channels[codeVia]}`]),
  ]
  return [
    ...(logins.length === 0 ? [] : [`Login identifier: sign in with ${logins.join(', ')}.`]),
    ...(verificationVia === undefined ? [] : [`Verified by ${channels[verificationVia]}.`]),
    ...(recoveryVia === undefined ? [] : [`Recovery by ${channels[recoveryVia]}.`]),
  ]
}

function limitsOf({ format, pattern }: JsonObject): string[] {
  return [
    ...(typeof format === 'string' ? [`Format: ${format}`] : []),
    ...(typeof pattern === 'string' ? [`Pattern: \`${pattern}\``] : []),
  ]
}
