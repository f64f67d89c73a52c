import type { LinkedCredentialType } from './credential-types.ts'
import type { DesiredCredentials } from './credentials.ts'

/** A link as Kratos names it (API reference §5.3). */
export function linkIdentifier({ provider, subject }: { readonly provider: string; readonly subject: string }): string {
  return `${provider}:${subject}`
}

/** The links of a document, as Kratos names them. */
export function wantedLinks(credentials: DesiredCredentials | undefined): Record<LinkedCredentialType, string[]> {
  const of = (type: LinkedCredentialType) => (credentials?.[type]?.providers ?? []).map(linkIdentifier)
  return { oidc: of('oidc'), saml: of('saml') }
}
