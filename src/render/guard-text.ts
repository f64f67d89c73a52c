import type { GuardVerdict } from '../model/plan.ts'

/** Says why a guard refuses a plan: `it counts 4, above the limit of 3 (…)`. */
export function explainVerdict({ count, limit, rule, consent }: GuardVerdict): string {
  const given = consent === undefined ? '' : `; consent was given for ${consent}`
  if (count <= limit) return `it counts ${count}, within the limit of ${limit}, but ${rule}${given}`
  const bound = limit === 0 ? ' and lets none pass without consent' : `, above the limit of ${limit}`
  return `it counts ${count}${bound} (${rule})${given}`
}

/** Says why a count is refused, behind that count: `above the limit of 3 (…)`. */
export function boundOf({ count, limit, rule, consent }: GuardVerdict): string {
  const given = consent === undefined ? '' : `; consent was given for ${consent}`
  if (count <= limit) return `within the limit of ${limit}, but ${rule}${given}`
  const bound = limit === 0 ? 'and none passes without consent' : `above the limit of ${limit}`
  return `${bound} (${rule})${given}`
}

/** A sentence that names the files and folders which lose all their people; `''` for none. */
export function explainLostPlaces({ lost_places: lost = [] }: GuardVerdict): string {
  if (lost.length === 0) return ''
  const shown = lost.slice(0, 3).map(({ place, people }) => `all ${people} of ${place}`)
  const more = lost.length - shown.length
  const places = more > 0 ? [...shown, `all of ${more} other places`] : shown
  return `. It takes ${listText(places)} at once: is everybody there meant to go?`
}

function listText(parts: readonly string[]): string {
  const last = parts.at(-1) ?? ''
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`
}
