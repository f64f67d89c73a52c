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
export function likenessOf(said: SaidNames, given: GivenNames): Likeness {
  const { names, isUnsaid } = said
  if (names.length === 0) return 'silent'
  const unsaid = () => given.leaves().filter((path) => isUnsaid(path, given.written(path)))
  let known = 0
  let equal = 0
  for (const { path, digest } of names) {
    const written = given.written(path)
    if (written === undefined) continue
    known++
    if (written === digest) equal++
  }
  if (known === 0) return likenessElsewhere(names, given, unsaid())
  if (equal === names.length && unsaid().length === 0) return 'same'
  return haveSomethingInCommon(names, given, unsaid) ? 'some' : 'none'
}

/** Initials and particles that are equal are enough if only one other name differs: then they are half of who somebody is. */
function haveSomethingInCommon(
  names: readonly NameLeaf[],
  given: GivenNames,
  unsaid: () => readonly JsonPointer[],
): boolean {
  const alike = names.filter((name) => isAlike(name, given))
  if (alike.some(({ text }) => saysWho(text)) || names.some((name) => resembles(name, given))) return true
  if (!alike.some(({ text }) => allWordsOf(text).length > 0)) return false
  return names.length - alike.length + unsaid().length <= 1
}

/** Whether a name is as it was, apart from case, diacritics and punctuation. */
function isAlike({ path, text, digest }: NameLeaf, given: GivenNames): boolean {
  if (given.written(path) === digest) return true
  const before = given.kept(path)
  const words = allWordsOf(text)
  return before !== undefined && words.length > 0 && words.join(' ') === allWordsOf(before).join(' ')
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
  const now = names.map(({ text }) => text)
  const isShared = now.some((text) => before.some((name) => sharesWord(text, name)))
  return isShared || areJoined(now, before) ? 'some' : 'none'
}

function resembles({ path, text }: NameLeaf, given: GivenNames): boolean {
  const before = given.kept(path)
  return before !== undefined && sharesWord(text, before)
}

/** Words that are nobody's name. */
const titles = new Set('mr mrs ms mx dr dra prof hr fr herr frau jr sr esq phd'.split(' '))
/**
 * Words that are often no names but stand beside those of many people. As the whole of a name they are one: there are people called Das,
 * Le and Ma.
 */
const commonWords = new Set(
  [
    'von vom van der den de del della di da do dos das du la le el al zu zum zur te ten ter af av of the',
    'bin ibn abu mc st ii iii iv ma ba md rn ph sc',
  ].flatMap((words) => words.split(' ')),
)
/** In shorter words, one different letter makes another name: Gina and Nina are two people. */
const shortestTypo = 5
/** Longer words get no variants: nobody's name is that long, and each letter would cost a copy of the word. */
const longestTypo = 64
/** Longer texts are cut here: nobody's name is that long either. */
const longestName = 1000

/** Whether a part of a name is more than titles, particles and initials: many people share those. */
export function saysWho(text: string): boolean {
  return wordsOf(text).length > 0
}

/** The words of a name that say who somebody is, without case, diacritics and punctuation. */
export function wordsOf(text: string): string[] {
  return allWordsOf(text).filter((word) => !commonWords.has(word) && !isInitial(word))
}

/** The same with particles and initials. */
function allWordsOf(text: string): string[] {
  const words = folded(text.slice(0, longestName)).split(/[^\p{L}\p{M}\p{N}]+/u)
  return [...new Set(words.filter((word) => word !== '' && !titles.has(word)))]
}

/** Everywhere else, marks are vowels, or make another letter. */
const diacritics =
  /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}])\p{M}+|\p{Variation_Selector}/gu

function folded(text: string): string {
  // Most names: nothing below changes another character of theirs.
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase()
  // Upper case first, because some letters have several in lower case.
  return text.normalize('NFKD').replace(diacritics, '').normalize('NFC').toUpperCase().toLowerCase()
}

/** A Chinese or Korean name can be a single letter. */
function isInitial(word: string): boolean {
  return [...word].length === 1 && !/[\p{Script=Han}\p{Script=Hangul}]/u.test(word)
}

/** Whether a name was split into others, or made of them: Chinese names have no space between their parts. */
function areJoined(left: readonly string[], right: readonly string[]): boolean {
  const [one, other] = [left, right].map((texts) => texts.flatMap(allWordsOf)) as [string[], string[]]
  const letters = one.join('')
  return letters !== '' && [other, other.toReversed()].some((words) => words.join('') === letters)
}

/** Whether two names have a word in common, or two words that differ by one slip of the finger. */
function sharesWord(left: string, right: string): boolean {
  const words = new Set(wordsOf(right).flatMap(spellings))
  return wordsOf(left).some((word) => spellings(word).some((spelling) => words.has(spelling)))
}

/**
 * A word and, where it is long enough, the word without each of its letters: two words that differ by one wrong, missing,
 * added or exchanged letter have a spelling in common. A Chinese letter is a word of its own.
 */
export function spellings(word: string): string[] {
  const letters = [...word]
  if (letters.length < shortestTypo || letters.length > longestTypo || isChinese(word)) return [word]
  return [word, ...letters.map((_, index) => letters.toSpliced(index, 1).join(''))]
}

function isChinese(word: string): boolean {
  return /\p{Script=Han}/u.test(word)
}
