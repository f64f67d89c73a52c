import type { Digest } from '../../model/digest.ts'
import type { JsonPointer } from '../../model/json.ts'

/** A leaf that says who somebody is, as a document has it. */
export interface NameLeaf {
  readonly path: JsonPointer
  readonly text: string
  readonly digest: Digest
}

/** The names that an account was given. */
export interface GivenNames {
  /** What idctl last wrote at this leaf; of an account without our mark, what is there. */
  written(path: JsonPointer): Digest | undefined
  /** The live text, where it still is what idctl wrote: what people made of their own name never speaks for them. */
  kept(path: JsonPointer): string | undefined
}

/** How a document's names compare with those of an account; `silent` where there is nothing to compare. */
export type Likeness = 'same' | 'some' | 'none' | 'silent'

export function likenessOf(names: readonly NameLeaf[], given: GivenNames): Likeness {
  let known = 0
  let equal = 0
  for (const { path, digest } of names) {
    const written = given.written(path)
    if (written === undefined) continue
    known++
    if (written === digest) equal++
  }
  if (known === 0) return 'silent'
  if (equal === names.length) return 'same'
  if (equal > 0 || names.some((name) => resembles(name, given))) return 'some'
  return 'none'
}

function resembles({ path, text }: NameLeaf, given: GivenNames): boolean {
  const before = given.kept(path)
  return before !== undefined && sharesWord(text, before)
}

/** Words that many people share say nothing of one of them. */
const commonWords = new Set('von van der den del dos das bin ibn abu the mrs dra prof herr frau'.split(' '))
const shortestWord = 3
/** Shorter words have too many neighbours: Gina and Nina are two people. */
const shortestTypo = 5

/** The words of a name, without case, diacritics and punctuation. */
export function wordsOf(text: string): string[] {
  const folded = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
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
  if (letters.length < shortestTypo) return [word]
  return [word, ...letters.map((_, index) => letters.toSpliced(index, 1).join(''))]
}
