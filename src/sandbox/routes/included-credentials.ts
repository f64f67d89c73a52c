import { badRequest } from '../errors.ts'
import type { ConfigView } from '../identity/render.ts'
import type { ListRules, Profile } from '../profile.ts'

/**
 * The credential types whose `config` the query asks for with `include_credential`. Throws a 400 for a type that it does not
 * accept; `shown` decides whether its text has that value or those accepted before it (API reference §1.4).
 */
export function includedCredentials(
  query: URLSearchParams,
  profile: Profile,
  shown: ListRules['badCredentialShows'],
): ConfigView {
  const given = query.getAll('include_credential')
  const unknown = given.findIndex((type) => !profile.credentials.includable.includes(type))
  if (unknown < 0) {
    const { showsEmptyOrganization: emptyOrganization } = profile.credentials
    return { configOf: new Set(given), emptyOrganization, autoLink: profile.fields.linkOptions }
  }
  const text = shown === 'value' ? given[unknown] : `[${given.slice(0, unknown).join(' ')}]`
  throw badRequest(`Invalid value \`${text}\` for parameter \`include_credential\`.`)
}
