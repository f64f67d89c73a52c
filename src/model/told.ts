/**
 * A text of ours with details of one case. `--mask` leaves out every text detail, unless the caller marks it as harmless with
 * `shown`.
 */
export interface Told {
  /** The fixed parts; always one more than `details`. */
  readonly words: readonly string[]
  readonly details: readonly Detail[]
  /** Replaces the whole text under `--mask`. */
  readonly instead?: string
}

/** `--mask` leaves out strings, which may be personal data or paths, and shows numbers. */
type Detail = string | number | Told

/** Tag function: told`cannot read the file ${path}`. */
export function told(words: TemplateStringsArray, ...details: readonly Detail[]): Told {
  return { words, details }
}

/** A detail that `--mask` may show because it is neither personal nor a path: a server address, a flag, a system error code. */
export function shown(text: string): Told {
  return { words: [text], details: [] }
}

/** Tag function for a part of a `told` text that `--mask` leaves out whole, because it means nothing without its details. */
export function unlessMasked(words: TemplateStringsArray, ...details: readonly Detail[]): Told {
  return { words, details, instead: '' }
}

/** A detail with the text that replaces it under `--mask`. */
export function underMask(detail: string, instead: string): Told {
  return { words: ['', ''], details: [detail], instead }
}

export function textOf(what: string | Told): string {
  return typeof what === 'string' ? what : what.words.map((word, index) => word + whole(what.details[index])).join('')
}

function whole(detail: Detail | undefined): string {
  return typeof detail === 'object' ? textOf(detail) : String(detail ?? '')
}

/** The text with `stand` in place of each detail that may not be shown. */
export function textWithoutDetails({ words, details, instead }: Told, stand: string): string {
  const without = (detail: Detail | undefined): string => {
    if (typeof detail === 'object') return textWithoutDetails(detail, stand)
    return typeof detail === 'string' ? stand : String(detail ?? '')
  }
  const text = instead ?? words.map((word, index) => word + without(details[index])).join('')
  return stand.startsWith('(') ? text.replaceAll(`(${stand})`, stand) : text
}
