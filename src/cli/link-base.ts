import { told } from '../model/told.ts'
import { usage } from './named-ids.ts'

/**
 * The value of `--link-base` without `/` at its end, with what means something in Markdown or HTML percent-encoded.
 *
 * @throws IdctlError (exit `usage`) when it is no URL to which a path can be added, or has a password in it
 */
export function linkBaseOf(text: string): string {
  const url = URL.canParse(text) && !/[\s\\]/.test(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) throw refused()
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') throw refused()
  return url.href
    .replace(/\/+$/, '')
    .replaceAll(/[^A-Za-z0-9\-._~:/%@=+$,;[\]]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function refused(): Error {
  return usage(
    told`--link-base is not an http or https URL without user, password, query and fragment`,
    told`it is the URL of the root of the repository at one commit, such as https://github.com/acme/people/blob/SHA, or https://gitlab.com/acme/people/-/blob/SHA`,
  )
}
