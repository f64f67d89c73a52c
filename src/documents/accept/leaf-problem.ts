import { addressOfLeaf } from '../../model/address-leaf.ts'
import type { Diagnostic, DiagnosticCode } from '../../model/diagnostic.ts'
import { holdsNumber } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import type { BothPair } from '../../reconcile/match/match.ts'
import { holdsNull, isReadable } from '../../source/writable-value.ts'
import { type MovedLeaf, shownLeaf } from './moved-leaves.ts'

/** Why no document can express the live value of a leaf; `undefined` if one can. */
export function leafProblem(leaf: MovedLeaf, { desired, live }: BothPair): Diagnostic | undefined {
  const { field, path } = leaf
  const shown = shownLeaf(leaf)
  if (field.reference !== undefined) {
    const text = `${shown} comes from a reference, which the live value would replace`
    return problemOf(leaf, 'IDC581', text, 'change what the reference names, or name only other pointers')
  }
  if (addressOfLeaf(path) !== undefined && typeof leaf.live !== 'boolean') {
    const hint = 'take its entry out of verifiable_addresses, or change it'
    return problemOf(leaf, 'IDC582', `${shown}: live has no such address any more`, hint)
  }
  if (addressOfLeaf(path) !== undefined && leaf.at.file !== desired.origin.file) {
    const text = `${shown}: the address is declared in ${leaf.at.file}, for others as well`
    return problemOf(leaf, 'IDC583', text, 'declare it in the document itself')
  }
  if (leaf.live !== undefined && holdsNull(leaf.live)) {
    const text = `live has a null at or below ${shown}, and in a document null means absent`
    return problemOf(leaf, 'IDC582', text, 'take it out of Kratos, or leave the value to others (ownership ignore)')
  }
  if (leaf.live !== undefined && !isReadable(leaf.live)) {
    const text = `live has something at or below ${shown} that no file can hold (half a character, NUL, a forbidden key)`
    return problemOf(leaf, 'IDC582', text, 'change it in Kratos, or leave the value to others (ownership ignore)')
  }
  if (live.inexact && leaf.live !== undefined && holdsNumber(leaf.live)) {
    const text = `live has numbers of this identity that cannot be stored exactly, perhaps one at or below ${shown}`
    return problemOf(leaf, 'IDC582', text, 'make that number a text, or shorter, in Kratos first')
  }
  return undefined
}

export function problemOf(
  { at, sensitive }: MovedLeaf,
  code: DiagnosticCode,
  summary: string,
  hint: string,
): Diagnostic {
  return { severity: 'error', code, summary, hint, at, ...present({ secret: sensitive || undefined }) }
}
