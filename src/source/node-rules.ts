import type { Diagnostic, SourceLocation } from '../model/diagnostic.ts'
import { isExactNumber, isJsonNumber } from '../model/exact-number.ts'
import { firstDifference, formOf, lookOf } from '../model/look.ts'
import { quote } from './report.ts'

/** Levels of nesting that a document may have. */
export const deepest = 100

/** In characters. Kratos accepts no request body with more bytes, so no identity has a text of this length. */
export const longestText = 5 * 1024 * 1024

/** In characters; also YAML's limit for keys before a colon. The path of each value below a key contains it. */
const longestKey = 1024

/** In characters: the paths of all values of a document together. */
export const longestPaths = 32_000_000

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** Keys that change JavaScript objects instead of naming data; the libraries that idctl uses do not filter them. */
function isForbiddenKey(key: string): boolean {
  return forbiddenKeys.has(key)
}

/** What is wrong with a key; `earlier` is where the same map has the key already. */
export function keyProblem(
  key: string,
  at: SourceLocation,
  earlier: SourceLocation | undefined,
): Diagnostic | undefined {
  if (isForbiddenKey(key)) {
    return { severity: 'error', code: 'IDC205', summary: `the key ${quote(key)} is not allowed`, hint: 'rename it', at }
  }
  if (key.length > longestKey) {
    const summary = `this key has more than ${longestKey} characters`
    return { severity: 'error', code: 'IDC231', summary, hint: 'use a shorter one', at }
  }
  if (earlier !== undefined) {
    return {
      severity: 'error',
      code: 'IDC204',
      summary: `the key ${quote(key)} is here for the second time`,
      hint: 'keep one of the two',
      at,
      related: [earlier],
    }
  }
  return textProblem(key, at)
}

/** Keys of one map by how they look. */
export type KeyLooks = Map<string, { readonly key: string; readonly at: SourceLocation }>

/** Records a key of a map; returns a warning if another key looks the same. */
export function lookalikeKey(key: string, at: SourceLocation, looks: KeyLooks): Diagnostic | undefined {
  const look = lookOf(key)
  if (look === undefined) return undefined
  const other = looks.get(look)
  if (other === undefined) looks.set(look, { key, at })
  if (other === undefined || other.key === key) return undefined
  return {
    severity: 'warning',
    code: 'IDC239',
    summary: `another key of this map looks the same: they differ from character ${firstDifference(key, other.key)} on`,
    hint: `here it is ${formOf(key)}, there ${formOf(other.key)}: if both mean the same, keep only one`,
    at,
    related: [other.at],
  }
}

/**
 * PostgreSQL accepts no NUL (API reference §16, trap 48), and JSON in UTF-8 no half of a surrogate pair. Other control
 * characters are data: outputs escape them.
 */
export function textProblem(text: string, at: SourceLocation): Diagnostic | undefined {
  if (text.length > longestText) return tooLarge('this text', at)
  if (text.includes('\0')) {
    return {
      severity: 'error',
      code: 'IDC210',
      summary: 'this text contains a NUL character, which databases refuse',
      hint: 'remove the character',
      at,
    }
  }
  if (!/\p{Cs}/u.test(text)) return undefined
  return {
    severity: 'error',
    code: 'IDC210',
    summary: 'this text contains half of a surrogate pair, which is not a character',
    hint: 'write the whole character, or both halves',
    at,
  }
}

export function tooLarge(what: string, at: SourceLocation): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC231',
    summary: `${what} is larger than 5 MiB, the largest request that Kratos accepts`,
    hint: 'shorten it, or keep it elsewhere',
    at,
  }
}

export function tooLongPaths(at: SourceLocation): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC231',
    summary: 'the paths of the values in this document have more than 32 million characters together',
    hint: 'use shorter names, or fewer levels',
    at,
  }
}

export function tooMany(what: string, hint: string, at: SourceLocation): Diagnostic {
  const summary = `${what} contains more values than can be read at once`
  // The rest is not read, so whether the line shows a secret is not known.
  return { severity: 'error', code: 'IDC232', summary, hint, at, secret: true }
}

export function tooDeep(at: SourceLocation): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC209',
    summary: `this is nested more than ${deepest} levels deep`,
    hint: 'flatten it',
    at,
  }
}

/** What is wrong with a number; `source` is the number as written in JSON or YAML. */
export function numberProblem(source: string, value: number, at: SourceLocation): Diagnostic | undefined {
  const canBeHeld = Number.isFinite(value)
  if (canBeHeld && !isJsonNumber(source)) {
    return {
      severity: 'error',
      code: 'IDC206',
      summary: 'YAML reads this as a number, but JSON has no number with this spelling',
      hint: 'spell the number as in JSON; if a text is meant, quote it',
      at,
    }
  }
  if (canBeHeld && isExactNumber(source, value)) return undefined
  return {
    severity: 'error',
    code: 'IDC206',
    summary: 'this number cannot be stored exactly',
    hint: 'write a smaller or shorter number; if a text is meant, quote it',
    at,
  }
}

/** What is wrong with a spelling of null: a person named `Null` would silently have no name. */
export function nullProblem(source: string, at: SourceLocation): Diagnostic | undefined {
  if (source === source.toLowerCase()) return undefined
  return {
    severity: 'error',
    code: 'IDC228',
    summary: 'YAML reads this as null, which means that there is no value',
    hint: 'write null in small letters if that is meant; if a text is meant, quote it',
    at,
  }
}
