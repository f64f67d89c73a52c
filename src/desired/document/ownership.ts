import type { DesiredDocument, ManagedField, PlacedPointer } from '../../model/identity.ts'
import { type JsonPointer, parsePointer } from '../../model/json.ts'
import type { OwnershipMap, OwnershipMode } from '../../model/ownership.ts'
import { modeAt } from '../../model/ownership.ts'
import { fieldPointerProblem } from '../../source/field-pointer.ts'
import { type Located, memberOf, toJson } from '../../source/located.ts'
import { quote, type Reporter } from '../../source/report.ts'
import { managedField } from './fields.ts'

/**
 * The modes for one document: those of idctl.yaml, overridden by those of its defaults and its own. Unusable pointers
 * are reported and left out.
 */
export function ownershipOf(
  document: Located,
  given: Readonly<Record<string, OwnershipMode>> | undefined,
  inherited: OwnershipMap,
  report: Reporter,
): OwnershipMap {
  if (given === undefined && Object.keys(inherited).length === 0) return inherited
  const written = memberOf(memberOf(document, 'idctl')?.value, 'ownership')?.value
  const modes: Record<JsonPointer, OwnershipMode> = given === undefined ? inherited : { ...inherited }
  for (const [pointer, mode] of Object.entries(given ?? {})) {
    const problem = fieldPointerProblem(pointer)
    const at = memberOf(written, pointer)?.at ?? document.at
    if (problem === undefined) modes[pointer] = mode
    else {
      const summary = `the ownership pointer ${quote(pointer)} ${problem}`
      report({ severity: 'error', code: 'IDC217', summary, hint: meantPointer(document, pointer), at })
    }
  }
  for (const pointer of Object.keys(modes)) {
    const list = listAbove(document, pointer)
    if (list === undefined) continue
    report({
      severity: 'error',
      code: 'IDC217',
      summary: `ownership cannot point below a list: ${quote(pointer)}`,
      hint: 'point to the list itself: lists are compared as a whole, or element by element with mode merge',
      at: memberOf(written, pointer)?.at ?? list.at,
    })
  }
  return modes
}

function meantPointer(document: Located, pointer: string): string {
  const meant = `/traits${pointer}`
  const isPossible = pointer.startsWith('/') && fieldPointerProblem(meant) === undefined
  const first = isPossible ? parsePointer(pointer)[0] : undefined
  const isTrait = first !== undefined && memberOf(memberOf(document, 'traits')?.value, first) !== undefined
  return isTrait ? `did you mean ${quote(meant)}?` : 'write it like /traits/name/first'
}

/** The usable pointers with their locations. */
export function ownershipPlaces(
  document: Located,
  given: Readonly<Record<string, OwnershipMode>>,
): Pick<DesiredDocument, 'ownershipPlaces'> {
  const written = memberOf(memberOf(document, 'idctl')?.value, 'ownership')?.value
  const places = Object.entries(given).flatMap(([pointer, mode]): PlacedPointer[] => {
    const at = memberOf(written, pointer)?.at
    return at === undefined || fieldPointerProblem(pointer) !== undefined
      ? []
      : [{ use: 'ownership', pointer, mode, at }]
  })
  return places.length === 0 ? {} : { ownershipPlaces: places }
}

function listAbove(document: Located, pointer: JsonPointer): Located | undefined {
  let node: Located | undefined = document
  for (const [depth, segment] of parsePointer(pointer).entries()) {
    // Traits or metadata that are a list were refused themselves.
    if (node?.kind === 'list') return depth === 1 ? undefined : node
    node = memberOf(node, segment)?.value
    if (node === undefined) return undefined
  }
  return undefined
}

/** `state: inactive` looks as if it kept somebody out. */
function reportIdleState(state: Located, mode: OwnershipMode, report: Reporter): void {
  if (state.kind !== 'scalar' || state.value !== 'inactive' || (mode !== 'observe' && mode !== 'ignore')) return
  report({
    severity: 'warning',
    code: 'IDC248',
    summary: `\`state: inactive\` disables nobody here: the ownership of /state is "${mode}", so idctl does not write it`,
    hint: 'give the document `idctl: { ownership: { /state: enforce } }`, or take the line out',
    at: state.at,
  })
}

/** Leaves with their modes, without ignored ones. A mode that does not fit its value is reported. */
export function fieldsOf(
  leaves: ReadonlyMap<JsonPointer, Located>,
  ownership: OwnershipMap,
  report: Reporter,
): Record<JsonPointer, ManagedField> {
  const fields: Record<JsonPointer, ManagedField> = {}
  const hasModes = Object.keys(ownership).length > 0
  for (const [pointer, leaf] of leaves) {
    const mode = hasModes ? modeAt(ownership, pointer) : 'enforce'
    if (pointer === '/state') reportIdleState(leaf, mode, report)
    if (mode === 'ignore') continue
    if (mode === 'merge' && leaf.kind !== 'list' && toJson(leaf) !== null) {
      report({
        severity: 'error',
        code: 'IDC218',
        summary: `ownership merge needs a list, but ${quote(pointer)} is not one`,
        hint: 'use enforce or seed for it, or point merge to a list only',
        at: leaf.at,
      })
    }
    fields[pointer] = managedField(leaf, mode)
  }
  return fields
}
