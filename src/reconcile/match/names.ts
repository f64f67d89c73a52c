import type { Digest } from '../../model/digest.ts'
import type { JsonPointer } from '../../model/json.ts'

/** A name leaf of a document. */
export interface NameLeaf {
  readonly path: JsonPointer
  readonly text: string
  readonly digest: Digest
}

/** The names in a document. */
export interface SaidNames {
  readonly names: readonly NameLeaf[]
  /** Whether a leaf is for a name, and the document has no name there; the blank that was written there is no other name. */
  isUnsaid(path: JsonPointer, written: Digest | undefined): boolean
}

/** The names that an account was given. */
export interface GivenNames {
  /** Digest of the value that idctl last wrote at this leaf; without our mark, of the live value. */
  written(path: JsonPointer): Digest | undefined
  /** Leaves that `written` answers for, whatever they are. */
  leaves(): readonly JsonPointer[]
  /** The live text, if idctl wrote it: a name that people have changed themselves is no evidence. */
  kept(path: JsonPointer): string | undefined
}

/** How a document's names compare with those of an account; `silent` where there is nothing to compare. */
export type Likeness = 'same' | 'some' | 'none' | 'silent'

/** Compares names. An additional name of the account makes it another person: Anna is not Anna Schmidt. */
export function likenessOf({ names, isUnsaid }: SaidNames, given: GivenNames): Likeness {
  if (names.length === 0) return 'silent'
  const unsaid = () => given.leaves().filter((path) => isUnsaid(path, given.written(path)))
  let known = 0
  let equal = 0
  let telling = 0
  for (const { path, text, digest } of names) {
    const written = given.written(path)
    if (written === undefined) continue
    known++
    if (written === digest) equal++
    if (written === digest && saysWho(text)) telling++
  }
  if (known === 0) return likenessElsewhere(names, given, unsaid())
  if (equal === names.length && unsaid().length === 0) return 'same'
  if (telling > 0 || names.some((name) => resembles(name, given))) return 'some'
  return 'none'
}

/**
 * Whether nobody can tell: the names that the account was given are others, and its person has changed each of those since, so that
 * what they were is not known any more.
 */
export function isHidden({ names }: SaidNames, given: GivenNames): boolean {
  const known = names.filter(({ path }) => given.written(path) !== undefined)
  return (
    known.length > 0 &&
    known.every(({ path, digest }) => given.written(path) !== digest && given.kept(path) === undefined)
  )
}

/** The names of a document stand at other leaves than those of the account did: a schema was replaced, or a name was split. */
function likenessElsewhere(names: readonly NameLeaf[], given: GivenNames, leaves: readonly JsonPointer[]): Likeness {
  if (leaves.length === 0) return 'silent'
  const before = leaves.flatMap((path) => given.kept(path) ?? [])
  return names.some(({ text }) => before.some((name) => sharesWord(text, name))) ? 'some' : 'none'
}

function resembles({ path, text }: NameLeaf, given: GivenNames): boolean {
  const before = given.kept(path)
  return before !== undefined && sharesWord(text, before)
}

/** Words that many people share identify nobody. */
const commonWords = new Set('von van der den del dos das bin ibn abu the mrs dra prof herr frau'.split(' '))
const shortestWord = 3
/** In shorter words, one different letter makes another name: Gina and Nina are two people. */
const shortestTypo = 5
/** Longer words get no variants: nobody's name is that long, and each letter would cost a copy of the word. */
const longestTypo = 64
/** Longer texts are cut here: nobody's name is that long either. */
const longestName = 1000

/** Whether a part of a name is more than a title: many people share those. */
export function saysWho(text: string): boolean {
  return wordsOf(text).length > 0
}

/** The words of a name, without case, diacritics and punctuation. */
export function wordsOf(text: string): string[] {
  const folded = text.slice(0, longestName).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const words = folded.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= shortestWord && !commonWords.has(word))
  return [...new Set(words)]
}

/** Whether two names have a word in common, or two words that differ by one slip of the finger. */
function sharesWord(left: string, right: string): boolean {
  const words = new Set(wordsOf(right).flatMap(spellings))
  return wordsOf(left).some((word) => spellings(word).some((spelling) => words.has(spelling)))
}

/**
 * A word and, where it is long enough, the word without each of its letters: two words that differ by one wrong, missing,
 * added or exchanged letter have a spelling in common.
 */
export function spellings(word: string): string[] {
  const letters = [...word]
  if (letters.length < shortestTypo || letters.length > longestTypo) return [word]
  return [word, ...letters.map((_, index) => letters.toSpliced(index, 1).join(''))]
}
