/**
 * A text of our own, and what it says of this one case: `--mask` shows it without the latter. Nobody has to promise that a text
 * names nobody; who says that of a detail writes `shown`.
 */
export interface Told {
  /** One more than there are details. */
  readonly words: readonly string[]
  readonly details: readonly Detail[]
  /** Stands for the whole of it under `--mask`. */
  readonly instead?: string
}

/** A text is left out: it may be a person's, or a path. A number is nobody's. */
type Detail = string | number | Told

/** told`cannot read the file ${path}` */
export function told(words: TemplateStringsArray, ...details: readonly Detail[]): Told {
  return { words, details }
}

/** A detail that holds nothing of a person and no path: an address of the server, the name of a flag, a code of the system. */
export function shown(text: string): Told {
  return { words: [text], details: [] }
}

/** A part that says nothing without its details, in a template of `told`: the words around it read on without it. */
export function unlessMasked(words: TemplateStringsArray, ...details: readonly Detail[]): Told {
  return { words, details, instead: '' }
}

/** A detail, and what is said in its place. */
export function underMask(detail: string, instead: string): Told {
  return { words: ['', ''], details: [detail], instead }
}

export function textOf(what: string | Told): string {
  return typeof what === 'string' ? what : what.words.map((word, index) => word + whole(what.details[index])).join('')
}

function whole(detail: Detail | undefined): string {
  return typeof detail === 'object' ? textOf(detail) : String(detail ?? '')
}

/** With `stand` in the place of each detail that may not be shown. */
export function textWithoutDetails({ words, details, instead }: Told, stand: string): string {
  const without = (detail: Detail | undefined): string => {
    if (typeof detail === 'object') return textWithoutDetails(detail, stand)
    return typeof detail === 'string' ? stand : String(detail ?? '')
  }
  const text = instead ?? words.map((word, index) => word + without(details[index])).join('')
  return stand.startsWith('(') ? text.replaceAll(`(${stand})`, stand) : text
}
