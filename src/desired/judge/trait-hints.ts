import type { IdentitySchema, SchemaProblem } from '../../identity-schema/identity-schema.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import type { DesiredIdentity } from '../../model/identity.ts'
import { escapeSegment, isAtOrBelow } from '../../model/json.ts'
import { someOf } from '../../model/some-of.ts'
import { missingColon, missingSpace, placeOfCredential } from '../document/document.ts'
import { spacesRemedy } from '../document/spaces.ts'
import { leafAround } from './place.ts'

/** A hint for a problem; never contains the value, which may be sensitive. */
export function hintOf({ fields }: DesiredIdentity, problem: SchemaProblem): { hint?: string } {
  const { path, unquoted, meant } = problem
  if (unquoted === true) return { hint: 'quote it' }
  const remedy = hintAbout(fields, problem)
  if (remedy !== undefined) return { hint: remedy }
  if (meant === undefined || fields[path]?.reference !== undefined) return {}
  return { hint: meant === 'boolean' ? 'write true or false, without quotes' : 'write it without quotes' }
}

/** A hint for an unknown name: what was meant, or the known names. */
export function knownNames(
  { fields }: DesiredIdentity,
  schema: IdentitySchema,
  problem: SchemaProblem,
): { hint?: string } {
  const { path, property = '' } = problem
  const names = schema.propertyNames(path)
  const meant = didYouMean(property, names)
  const credential = path === '/traits' ? placeOfCredential(property) : undefined
  if (meant === undefined && credential !== undefined) return { hint: credential }
  if (meant === undefined) return names.length === 0 ? {} : { hint: `known are ${someOf(names)}` }
  const isThere = Object.keys(fields).some((leaf) => isAtOrBelow(leaf, `${path}/${escapeSegment(meant)}`))
  const name = JSON.stringify(meant)
  return { hint: isThere ? `${name} is there already: keep one of the two` : `did you mean ${name}?` }
}

/** A hint about invisible white space in a text that does not fit, or in one that was meant as a map. */
function hintAbout(fields: DesiredIdentity['fields'], { path, keyword, message }: SchemaProblem): string | undefined {
  const leaf = leafAround(fields, path)
  const field = leaf === undefined ? undefined : fields[leaf]
  if (leaf === undefined || field === undefined) return undefined
  const remedy = spacesRemedy(field.unseen?.[path.slice(leaf.length)]?.spaces)
  if (remedy !== undefined || keyword !== 'type' || leaf !== path) return remedy
  return missingSpace(field.value) ?? (isAboutMap(message) ? missingColon(field.value) : undefined)
}

function isAboutMap(message: string): boolean {
  return message.startsWith('must be an object')
}
