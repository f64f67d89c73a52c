/** What must not be shown of a value. */
export type Hidden = string | number | boolean

interface Reading {
  readonly text: string
  /** For each code unit of `text`: where its source begins and ends in the original text. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

interface Range {
  readonly start: number
  readonly end: number
}

/** A piece of a secret of this length is cut out, too: no text contains it by chance. */
const tellingPiece = 16
/** From this length on, a line of a secret or the digits of a number are cut out wherever they are. */
const tellingLine = 6
/** Longer texts are cut off here: a refusal can repeat everything that was sent. */
const longestText = 65_536

const backslashes =
  /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[\da-fA-F]{4}|\\U[\da-fA-F]{8}|\\x[\da-fA-F]{2}|\\.|./gsu
const markup = /&#x[\da-fA-F]{1,6};|&#\d{1,7};|&(?:amp|lt|gt|quot|apos);|./gsu
const percents = /(?:%[\da-fA-F]{2})+|./gsu
/** Combinations of escapes in which servers and gateways quote a text; each is undone in its order. */
const recipes = [
  [],
  [backslashes],
  [backslashes, backslashes],
  [backslashes, backslashes, backslashes],
  [markup],
  [backslashes, markup],
  [percents],
  [backslashes, percents],
]
const letters: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * A text without these values, however it spells them: escaped as JSON, Go, HTML or a URL does, also twice, in other case,
 * in another Unicode normal form, with other white space, or only a long piece of them.
 */
export function cutOut(text: string, hidden: Iterable<Hidden>, put = '•••'): string {
  const values = [...hidden]
  const short = text.length > longestText ? `${text.slice(0, longestText)}…` : text
  const needles = new Set(values.flatMap(textsOf).flatMap(needlesOf))
  if (needles.size === 0) return cutOutScalars(short, values, put)
  const readings = readingsOf(short)
  const ranges = readings.flatMap((reading) => findIn(fold(reading), needles))
  return cutOutScalars(replaceRanges(short, ranges, put), values, put)
}

function textsOf(value: Hidden): string[] {
  if (typeof value === 'boolean') return []
  if (typeof value === 'number') return String(value).length >= tellingLine ? [String(value)] : []
  const lines = value.split(/[\r\n]+/).filter((line) => line.trim().length >= tellingLine)
  return [value, ...lines]
}

/** Also without white space at the ends: Kratos trims identifiers. */
function needlesOf(text: string): string[] {
  return [text, text.trim()].filter((needle) => needle !== '').map((needle) => fold(asItStands(needle)).text)
}

function readingsOf(text: string): Reading[] {
  const readings = recipes.map((recipe) =>
    recipe.reduce((reading, escapes) => mapPieces(reading, escapes, undone), asItStands(text)),
  )
  return [...new Map(readings.map((reading) => [reading.text, reading])).values()]
}

function asItStands(text: string): Reading {
  const starts = Array.from({ length: text.length }, (_, index) => index)
  return { text, starts, ends: starts.map((start) => start + 1) }
}

/** Makes texts comparable that differ only in case, Unicode normal form or white space. */
function fold(reading: Reading): Reading {
  return mapPieces(reading, /./gsu, (char) => {
    if (/[\s\p{C}\ufffd+]/u.test(char)) return ' '
    return char.normalize('NFKD').toUpperCase().toLowerCase()
  })
}

function mapPieces({ text, starts, ends }: Reading, pattern: RegExp, change: (piece: string) => string): Reading {
  const changed: string[] = []
  const at: { starts: number[]; ends: number[] } = { starts: [], ends: [] }
  for (const match of text.matchAll(pattern)) {
    const [piece] = match
    const now = change(piece)
    changed.push(now)
    for (let unit = 0; unit < now.length; unit += 1) {
      at.starts.push(starts[match.index] as number)
      at.ends.push(ends[match.index + piece.length - 1] as number)
    }
  }
  return { text: changed.join(''), ...at }
}

function undone(piece: string): string {
  if (piece.length === 1) return piece
  if (piece.startsWith('\\')) {
    if (/^\\[uUx]./u.test(piece)) {
      return [...piece.matchAll(/\\[uUx]([\da-fA-F]+)/g)].map(([, hex]) => ofCode(hex ?? '', 16)).join('')
    }
    return letters[piece.slice(1)] ?? piece.slice(1)
  }
  if (piece.startsWith('&#x')) return ofCode(piece.slice(3, -1), 16)
  if (piece.startsWith('&#')) return ofCode(piece.slice(2, -1), 10)
  if (piece.startsWith('&')) return entities[piece.slice(1, -1)] ?? piece
  if (!piece.startsWith('%')) return piece
  const bytes = piece.split('%').slice(1)
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)))
}

function ofCode(digits: string, base: number): string {
  const code = Number.parseInt(digits, base)
  // Each half of a surrogate pair has its own escape, and becomes one code unit.
  return code <= 0xffff ? String.fromCharCode(code) : code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}

function findIn(reading: Reading, needles: ReadonlySet<string>): Range[] {
  const { text, starts, ends } = reading
  const found: Range[] = []
  const note = (from: number, length: number) =>
    found.push({ start: starts[from] as number, end: ends[from + length - 1] as number })
  const pieces = piecesOf(text)
  for (const needle of needles) {
    if (needle.length < tellingPiece) {
      for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) note(at, needle.length)
      continue
    }
    for (let at = 0; at + tellingPiece <= needle.length; at += 1) {
      for (const place of pieces.get(needle.slice(at, at + tellingPiece)) ?? []) note(place, tellingPiece)
      // A piece is noted once, however often the secret repeats it.
      pieces.delete(needle.slice(at, at + tellingPiece))
    }
  }
  return found
}

function piecesOf(text: string): Map<string, number[]> {
  const pieces = new Map<string, number[]>()
  for (let at = 0; at + tellingPiece <= text.length; at += 1) {
    const piece = text.slice(at, at + tellingPiece)
    const places = pieces.get(piece)
    if (places === undefined) pieces.set(piece, [at])
    else places.push(at)
  }
  return pieces
}

function replaceRanges(text: string, ranges: readonly Range[], put: string): string {
  let done = ''
  let lastEnd = -1
  for (const { start, end } of ranges.toSorted((left, right) => left.start - right.start)) {
    if (start > lastEnd) done += text.slice(Math.max(lastEnd, 0), start) + put
    lastEnd = Math.max(lastEnd, end)
  }
  return done + text.slice(Math.max(lastEnd, 0))
}

/** Numbers and booleans are short, so they are cut out only as whole words, numbers in any notation (`1000`, `1e3`). */
function cutOutScalars(text: string, values: readonly Hidden[], put: string): string {
  const numbers = new Set(values.flatMap((value) => (typeof value === 'number' ? [Math.abs(value)] : [])))
  const truths = new Set(values.flatMap((value) => (typeof value === 'boolean' ? [String(value)] : [])))
  const withoutTruths =
    truths.size === 0 ? text : text.replace(/[\p{L}\p{N}_]+/gu, (word) => (truths.has(word.toLowerCase()) ? put : word))
  if (numbers.size === 0) return withoutTruths
  return withoutTruths.replace(/(?<![\p{L}\p{N}_.])\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_])/gu, (number) =>
    numbers.has(Number(number)) ? put : number,
  )
}
