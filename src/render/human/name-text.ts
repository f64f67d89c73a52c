import { escapeText } from '../escape.ts'

/** A name, safe to print. People choose names themselves: one that could be read as another column or an identifier is in quotes. */
export function nameText(display: string): string {
  return escapeText(/[ \u3000]{2}|["<>()]/.test(display) ? JSON.stringify(display) : display)
}
