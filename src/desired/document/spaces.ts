import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'
import { placeInField } from '../../model/field-place.ts'
import type { DesiredIdentity } from '../../model/identity.ts'
import { isAtOrBelow, type JsonPointer } from '../../model/json.ts'
import type { UnseenSpaces } from '../../model/unseen.ts'
import { type Located, memberOf } from '../../source/located.ts'
import type { Reporter } from '../../source/report.ts'

const words: Readonly<Record<UnseenSpaces, readonly [what: string, remedy: string]>> = {
  'line-break': [
    'ends with a line break',
    'remove the line break at its end: write |- instead of |, or >- instead of >',
  ],
  end: ['ends with white space', 'delete the white space at its end'],
  start: ['begins with white space', 'delete the white space before it'],
  inside: ['contains two spaces in a row', 'write one space'],
}

/** How to correct white space that keeps a value from being what it should be. */
export function spacesRemedy(spaces: UnseenSpaces | undefined): string | undefined {
  return spaces === undefined ? undefined : words[spaces][1]
}

/**
 * Warns about invisible white space in values that name somebody: such an account may exist, so it is not an error. A
 * value with a line break is refused elsewhere.
 */
export function spacesInNaming(document: Located, report: Reporter): void {
  const own = memberOf(document, 'idctl')?.value
  const lines = memberOf(own, 'previously')?.value
  const names: readonly (readonly [string, Located | undefined])[] = [
    ['idctl.key', memberOf(own, 'key')?.value],
    ['external_id', memberOf(document, 'external_id')?.value],
    ...(lines?.kind === 'list' ? lines.items : []).map((node) => ['idctl.previously', node] as const),
  ]
  for (const [what, node] of names) {
    const spaces = node?.kind === 'scalar' ? node.unseen?.spaces : undefined
    if (node !== undefined && spaces !== undefined && spaces !== 'line-break') report(oddSpaces(what, spaces, node.at))
  }
}

/** Warns about it in links to accounts elsewhere: with white space around it, a subject belongs to nobody. */
export function spacesInLinks(providers: Located | undefined, path: string, report: Reporter): void {
  for (const [index, link] of (providers?.kind === 'list' ? providers.items : []).entries()) {
    for (const name of ['provider', 'subject']) {
      const node = memberOf(link, name)?.value
      const spaces = node?.kind === 'scalar' ? node.unseen?.spaces : undefined
      if (node === undefined || spaces === undefined) continue
      report({ ...oddSpaces(`${path}.providers[${index}].${name}`, spaces, node.at), secret: true })
    }
  }
}

/** Warns about it in the traits that yield login identifiers; Kratos trims those. */
export function spacesInTraits(
  identity: DesiredIdentity,
  schema: IdentitySchema,
): { at: JsonPointer; problem: Diagnostic }[] {
  return Object.entries(identity.fields).flatMap(([path, { unseen = {} }]) =>
    Object.entries(unseen).flatMap(([below, { spaces }]) => {
      const at = `${path}${below}`
      const isNaming = spaces !== undefined && schema.yielding.identifiers.some((trait) => isAtOrBelow(at, trait))
      return isNaming ? [{ at, problem: oddSpaces(at, spaces, placeInField(identity, at)) }] : []
    }),
  )
}

function oddSpaces(what: string, spaces: UnseenSpaces, at: SourceLocation): Diagnostic {
  const [text, remedy] = words[spaces]
  const asSeen = spaces === 'line-break' ? '\\n' : '\\u0020'
  return {
    severity: 'warning',
    code: 'IDC238',
    summary: `${what} ${text}, which is invisible`,
    hint: `${remedy}; if it belongs there, make it visible: write ${asSeen} in double quotes`,
    at,
  }
}
