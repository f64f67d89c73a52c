import { quote } from '../source/report.ts'
import { NoDay } from './cel.ts'
import type { CelNode } from './cel-node.ts'
import { HiddenAsked } from './hidden.ts'
import { placeOfAsking } from './measure.ts'

/** Why an expression gave no answer. No text in it holds a value. */
export type Failure =
  | { readonly kind: 'too-much-work' }
  | { readonly kind: 'failed'; readonly why: string; readonly hint?: string }

/**
 * What the library threw, in our words: its own messages quote values, which can be personal data. The part of the
 * expression is that of the file.
 */
export function failureOf(thrown: unknown, text: string): Failure {
  if (thrown instanceof HiddenAsked) return hidden(thrown, text)
  if (thrown instanceof NoDay) {
    return { kind: 'failed', why: 'days() was given a text that is no day', hint: 'days are written like 2027-01-31' }
  }
  const { code, node } = thrown as { readonly code?: unknown; readonly node?: CelNode }
  const part = partOf(text, node)
  switch (code) {
    case 'no_such_key':
      return { kind: 'failed', why: `there is no ${part}`, hint: askFirst }
    case 'unknown_variable':
      return { kind: 'failed', why: `${part} is not known here` }
    case 'index_out_of_bounds':
    case 'index_out_of_range':
      return { kind: 'failed', why: `the list or text of ${part} is shorter than that` }
    case 'numeric_overflow':
    case 'division_by_zero':
    case 'modulo_by_zero':
      return { kind: 'failed', why: `${part} gives no number` }
    default:
      return { kind: 'failed', why: `the values are not of a kind for ${part}`, hint: askType }
  }
}

const askFirst = 'ask first whether it is there: has(…), or .?name.orValue(…) with a value that holds otherwise'
const askType =
  'a number of a document is compared with 5, and calculated with as 5.0; type(…) tells the kind of a value'

function hidden(thrown: HiddenAsked, text: string): Failure {
  const why =
    thrown.reason === 'reference'
      ? 'comes from a reference, and rules do not see what is behind it'
      : 'is sensitive, and rules do not see it'
  const hint =
    thrown.reason === 'reference' ? 'rules can only ask whether it is there: has(…)' : 'ask for !sensitive first'
  return { kind: 'failed', why: `a value in ${partOf(text, placeOfAsking(thrown))} ${why}`, hint }
}

function partOf(text: string, node: CelNode | undefined): string {
  return quote(node === undefined ? text : text.slice(node.start, node.end))
}
