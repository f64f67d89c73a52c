import type { IdentitySchemaSet } from '../../identity-schema/identity-schema.ts'
import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'
import type { DesiredDocument, StrayKey } from '../../model/identity.ts'
import { parsePointer } from '../../model/json.ts'
import type { OwnershipMap } from '../../model/ownership.ts'
import { present, unlessEmpty } from '../../model/present.ts'
import { schemaIdOf } from '../../model/schema-id.ts'
import { someOf } from '../../model/some-of.ts'
import type { Instead } from '../../source/diagnostics.ts'
import { type Located, type LocatedMap, memberOf } from '../../source/located.ts'
import { quote } from '../../source/report.ts'
import { documentKeys, ownKeys, serverFields } from './document.ts'
import { traitLeaves } from './fields.ts'
import { hasOnlyKnownKeys } from './meant-keys.ts'
import { fieldsOf } from './ownership.ts'

/** Unknown keys at the top of the document itself, not of its defaults. */
export function straysOf(
  own: LocatedMap,
  merged: LocatedMap,
  ownership: OwnershipMap,
): Pick<DesiredDocument, 'strays'> {
  if (hasOnlyKnownKeys(own)) return {}
  const keys = [...merged.members].flatMap(([key, { at, value }]): StrayKey[] => {
    const isKnown = documentKeys.includes(key) || ownKeys.has(key) || serverFields.has(key)
    if (isKnown || !own.members.has(key)) return []
    return [{ key, at, fields: fieldsOf(traitLeaves(key, value), ownership, () => {}) }]
  })
  if (keys.length === 0) return {}
  const traits = memberOf(own, 'traits')
  const empty = isEmpty(traits?.value) ? traits?.value.at : undefined
  return { strays: { keys, ...present({ traits: traits?.at, empty }) } }
}

/** Whether the value is empty, as below a `traits:` whose lines are not indented. */
function isEmpty(node: Located | undefined): boolean {
  return node?.kind === 'scalar' && node.isEmpty === true
}

interface JudgedStrays {
  /** With misplaced traits moved below `traits`, so that what they yield does not count as missing. */
  readonly documents: readonly DesiredDocument[]
  readonly found: readonly Instead[]
}

/** Reports unknown keys that are traits of the document's schema: one error per document. */
export function judgeStrays(documents: readonly DesiredDocument[], schemas: IdentitySchemaSet): JudgedStrays {
  const found: Instead[] = []
  const judged = documents.map((document) => {
    const { strays, fields } = document
    const schema = strays && schemas.get(schemaIdOf(document))
    if (schema === undefined) return document
    const names = new Set(schema.propertyNames('/traits'))
    const traits = strays?.keys.filter(({ key }) => names.has(key)) ?? []
    if (traits.length === 0) return document
    const there = new Set(
      Object.keys(fields)
        .map(parsePointer)
        .flatMap(([top, name]) => (top === 'traits' && name !== undefined ? [name] : [])),
    )
    const missing = traits.filter(({ key }) => !there.has(key))
    const empty = strays?.empty === undefined ? [] : [strays.empty]
    found.push({
      diagnostic: misplaced(traits, missing.length > 0, strays?.traits),
      instead: [...traits.map(({ at }) => at), ...empty],
    })
    return { ...document, fields: Object.assign({}, fields, ...missing.map((stray) => stray.fields)) }
  })
  return { documents: judged, found }
}

function misplaced(strays: readonly StrayKey[], isMissing: boolean, traits: SourceLocation | undefined): Diagnostic {
  const [first, ...others] = strays.map(({ at }) => at)
  const names = someOf(
    strays.map(({ key }) => quote(key)),
    mostNames,
  )
  const isOne = others.length === 0
  const it = isOne ? 'it' : 'them'
  const hint = !isMissing
    ? `${isOne ? 'it is' : 'they are'} below traits: already; keep one of the two`
    : traits === undefined
      ? `write traits: above, and indent ${it}`
      : `move ${it} below traits: (line ${traits.line}), indented`
  return {
    severity: 'error',
    code: 'IDC212',
    summary: `${names} ${isOne ? 'is a trait: it belongs' : 'are traits: they belong'} below traits:`,
    hint,
    ...present({ at: first, related: unlessEmpty(others.slice(0, mostNames)) }),
  }
}

const mostNames = 5
