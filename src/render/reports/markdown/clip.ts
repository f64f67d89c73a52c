import { escapeText } from '../../escape.ts'

/** The text, safe to print, in at most `most` UTF-16 units: an ellipsis replaces its middle. */
export function clip(given: string, most: number): string {
  // Escaping megabytes takes long, and both ends are enough.
  const text = escapeText(given.length > 2 * most ? `${given.slice(0, most)}${given.slice(-most)}` : given)
  if (text.length <= most && given.length <= 2 * most) return text
  const half = Math.floor((most - 1) / 2)
  const head = text.slice(0, half).replace(/[\ud800-\udbff]$/, '')
  const tail = text.slice(-half).replace(/^[\udc00-\udfff]?\p{M}*/u, '')
  return `${head}…${tail}`
}
