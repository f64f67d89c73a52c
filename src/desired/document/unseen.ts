import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity } from '../../model/identity.ts'
import { isAtOrBelow, type JsonPointer } from '../../model/json.ts'
import { escapeOfUnseen, nameOfUnseen, type Unseen, type UnseenInText } from '../../model/unseen.ts'
import { type Located, memberOf } from '../../source/located.ts'
import type { Reporter } from '../../source/report.ts'

/**
 * Refuses invisible characters in values that name somebody to Kratos or to idctl: two values that look the same would
 * be two people, and nobody could see why.
 */
export function unseenInNaming(document: Located, report: Reporter): void {
  const own = memberOf(document, 'idctl')?.value
  refuseIn('idctl.key', memberOf(own, 'key')?.value, report)
  refuseIn('external_id', memberOf(document, 'external_id')?.value, report)
  for (const node of itemsOf(memberOf(own, 'previously')?.value)) refuseIn('idctl.previously', node, report)
  for (const list of ['verifiable_addresses', 'recovery_addresses']) {
    for (const node of itemsOf(memberOf(document, list)?.value)) refuseIn(list, memberOf(node, 'value')?.value, report)
  }
}

function itemsOf(node: Located | undefined): readonly Located[] {
  return node?.kind === 'list' ? node.items : []
}

function refuseIn(what: string, node: Located | undefined, report: Reporter): void {
  const found = node?.kind === 'scalar' ? strayIn(node.unseen) : undefined
  if (found !== undefined) report(refusal(what, found))
}

/** Refuses them in the traits that yield login identifiers and addresses. */
export function unseenInTraits(
  { fields }: DesiredIdentity,
  schema: IdentitySchema,
): { at: JsonPointer; problem: Diagnostic }[] {
  const { identifiers, addresses } = schema.yielding
  return Object.entries(fields).flatMap(([path, { unseen = {} }]) =>
    Object.entries(unseen).flatMap(([below, text]) => {
      const at = `${path}${below}`
      const found = strayIn(text)
      const isNaming = [...identifiers, ...addresses].some((trait) => isAtOrBelow(at, trait))
      return isNaming && found !== undefined ? [{ at, problem: refusal(at, found) }] : []
    }),
  )
}

/** Warns about them in names of people: names do not have to be unique. */
export function unseenInNames(
  { fields }: DesiredIdentity,
  names: readonly JsonPointer[],
  schema: IdentitySchema,
): Diagnostic[] {
  const { identifiers, addresses } = schema.yielding
  return Object.entries(fields).flatMap(([path, { unseen = {} }]) => {
    const isName = names.some((pointer) => isAtOrBelow(path, pointer))
    if (!isName || [...identifiers, ...addresses].some((trait) => isAtOrBelow(path, trait))) return []
    return Object.entries(unseen).flatMap(([below, { strayInName }]): Diagnostic[] => {
      if (strayInName === undefined) return []
      const { character, at } = strayInName
      return [
        {
          severity: 'warning',
          code: 'IDC234',
          summary: `${path}${below} holds ${nameOfUnseen(character)}`,
          hint: `${remedy(character)}; if it belongs there, ${asEscape(character)}`,
          at,
        },
      ]
    })
  })
}

/** A character that must be deleted, else one that may stay as an escape. */
function strayIn(text: UnseenInText | undefined): (Unseen & { readonly mayStay: boolean }) | undefined {
  if (text?.stray !== undefined) return { ...text.stray, mayStay: false }
  return text?.any && { ...text.any, mayStay: true }
}

function refusal(what: string, { character, at, mayStay }: Unseen & { readonly mayStay: boolean }): Diagnostic {
  const other = mayStay ? `; if it belongs there, ${asEscape(character)}` : ''
  return {
    severity: 'error',
    code: 'IDC233',
    summary: `${what} contains ${nameOfUnseen(character)}: a value that looks the same would be somebody else's`,
    hint: `delete it${other}`,
    at,
  }
}

function remedy(character: string): string {
  return /\p{Zs}/u.test(character) ? 'write a plain space' : 'delete it'
}

function asEscape(character: string): string {
  return `make it visible: write ${escapeOfUnseen(character)} in double quotes`
}
