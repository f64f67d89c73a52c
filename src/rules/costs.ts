import { refuseHidden } from './hidden.ts'
import { type Meter, stepsOfText, stepsOfValue } from './meter.ts'

/** In characters. No text that a rule makes is longer. */
const longestText = 1024 * 1024

/** The steps of an operation on evaluated operands, before it is done. */
export type Cost = (operands: readonly unknown[], meter: Meter) => number

const constant: Cost = () => 1
const ofText: Cost = ([text]) => stepsOfText(lengthOf(text))
const ofTexts: Cost = (texts) => texts.reduce<number>((sum, text) => sum + stepsOfText(lengthOf(text)), 0)

/** From each place of the text on, the search may compare all of the sought text. */
const ofSearch: Cost = ([text, sought]) => stepsOfText(lengthOf(text)) * stepsOfText(lengthOf(sought))

/** Functions `name(…)` that rules may call. What is not here is refused: nobody has said what it costs. */
export const functionCosts: Readonly<Record<string, Cost>> = {
  has: constant,
  size: ofText,
  string: ofText,
  int: ofText,
  double: ofText,
  bool: ofText,
  dyn: constant,
  type: constant,
  days: constant,
}

/** Functions `value.name(…)` that rules may call. */
export const methodCosts: Readonly<Record<string, Cost>> = {
  ...{ all: constant, exists: constant, exists_one: constant, map: constant, filter: constant },
  ...{ of: constant, none: constant, hasValue: constant, value: constant, or: constant, orValue: constant },
  size: ofText,
  startsWith: ofTexts,
  endsWith: ofTexts,
  contains: ofSearch,
  indexOf: ofSearch,
  lastIndexOf: ofSearch,
  lowerAscii: ofText,
  upperAscii: ofText,
  trim: ofText,
  substring: ofText,
  // Each character may become an item.
  split: ([text, separator]) => 1 + lengthOf(text) + lengthOf(separator),
  join: ([list, separator = '']) => {
    const texts: readonly unknown[] = Array.isArray(list) ? list : []
    for (const text of texts) refuseHidden(text)
    const length = texts.reduce<number>((sum, text) => sum + lengthOf(text) + lengthOf(separator), 0)
    return texts.length + stepsOfMade(length)
  },
}

/** Operators between two values. */
export const operatorCosts: Readonly<Record<string, Cost>> = {
  ...{ '-': constant, '*': constant, '/': constant, '%': constant },
  ...{ '<': ofTexts, '<=': ofTexts, '>': ofTexts, '>=': ofTexts },
  '+': ([left, right]) => {
    if (typeof left === 'string' && typeof right === 'string') return stepsOfMade(left.length + right.length)
    return 1 + lengthOf(left) + lengthOf(right)
  },
  '==': ofEquality,
  '!=': ofEquality,
  in: ([sought, list], meter) => {
    const once = stepsOfValue(sought, meter, refuseHidden)
    if (!Array.isArray(list)) return once
    return stepsOfValue(list, meter, refuseHidden) + list.length * once
  },
}

function ofEquality(operands: readonly unknown[], meter: Meter): number {
  return operands.reduce<number>((sum, operand) => sum + stepsOfValue(operand, meter, refuseHidden), 0)
}

function stepsOfMade(length: number): number {
  return length > longestText ? Number.POSITIVE_INFINITY : stepsOfText(length)
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Array.isArray(value) ? value.length : 1
}
