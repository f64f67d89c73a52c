import { extname } from 'node:path'
import { IdctlError } from '../../errors.ts'
import type { IdentitySchema } from '../../identity-schema/identity-schema.ts'
import { didYouMean } from '../../model/did-you-mean.ts'
import { formatPointer, isAtOrBelow, type JsonPointer } from '../../model/json.ts'
import { told } from '../../model/told.ts'

/** A part of a path: a text, or what a value of the identity is put in for. */
export type PathPart = string | { readonly pointer: JsonPointer; readonly name: string }

/** Where a document goes, folder by folder, its name last. */
export interface PathTemplate {
  readonly segments: readonly (readonly PathPart[])[]
  readonly placeholders: readonly JsonPointer[]
}

/** What a placeholder may name: one of these, or a value at or below one that is a map. */
const roots = ['key', 'id', 'schema_id', 'external_id', 'state', 'organization_id'] as const
const maps = ['traits', 'metadata_public', 'metadata_admin'] as const

/**
 * Reads the template of `--path`, like `{schema_id}/{traits.department}/{key}.yaml`.
 * @throws IdctlError (exit `usage`) for a placeholder that nothing can replace, and for a path that leaves the folder or
 *   that idctl would not read
 */
export function parsePathTemplate(text: string, ending: string): PathTemplate {
  const segments = text.split('/').map((segment) => segment.split(/(\{[^{}]*\})/).filter((part) => part !== ''))
  if (segments.some((parts) => parts.length === 0)) {
    throw wrong('has an empty name in it, or starts or ends with /', 'write it like {schema_id}/{key}.yaml')
  }
  if (extname(text).toLowerCase() !== ending) throw wrong(`does not end in ${ending}`, `let it end in ${ending}`)
  if (/\.schema\.json$/i.test(text)) throw wrong('names a file of an identity schema', 'choose another ending')
  const parsed = segments.map((parts) => parts.map(partOf))
  const hidden = parsed.some(([first]) => typeof first === 'string' && /^[._]/.test(first))
  if (hidden) throw wrong('has a name that starts with . or _', 'such files are not read: choose another name')
  const placeholders = parsed.flat().flatMap((part) => (typeof part === 'string' ? [] : [part.pointer]))
  if (placeholders.length === 0) throw wrong('has no placeholder', 'write {key} where the key belongs, or use --file')
  return { segments: parsed, placeholders }
}

function partOf(part: string): PathPart {
  if (!/^\{.*\}$/.test(part)) {
    if (/[{}]/.test(part)) throw wrong('has a brace without the other one', 'placeholders are written like {key}')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a file name may hold none of them
    if (/[\u0000-\u001f\u007f\\]/.test(part)) throw wrong('has a character that no path may have', 'use other names')
    return part
  }
  const name = part.slice(1, -1)
  const [root = '', ...below] = name.split('.')
  const isScalar = below.length === 0 && roots.some((known) => known === root)
  const isBelowMap = below.length > 0 && below.every((step) => step !== '') && maps.some((known) => known === root)
  if (isScalar || isBelowMap) return { pointer: formatPointer([root, ...below]), name: below.at(-1) ?? root }
  const meant = didYouMean(root, [...roots, ...maps])
  const known = [...roots, ...maps.map((map) => `${map}.…`)].map((one) => `{${one}}`).join(', ')
  const hint =
    meant === undefined || meant === root ? `known are ${known}` : `did you mean {${meant}}? Known are ${known}`
  throw wrong(`has the unknown placeholder ${part}`, hint)
}

/**
 * Refuses placeholders that no identity schema has, and those whose values no output may show: outputs show file names.
 * @throws IdctlError (exit `usage`)
 */
export function judgePlaceholders(
  { placeholders }: PathTemplate,
  schemas: readonly IdentitySchema[],
  sensitive: (path: JsonPointer) => boolean,
): void {
  for (const pointer of placeholders) {
    const name = `{${pointer.slice(1).replaceAll('/', '.')}}`
    if (sensitive(pointer)) {
      throw wrong(`has the placeholder ${name}, which is sensitive`, 'outputs show file names: use another value')
    }
    if (!isAtOrBelow(pointer, '/traits') || schemas.some((schema) => schema.allowedAt(pointer).kind === 'possible'))
      continue
    const names = [...new Set(schemas.flatMap((schema) => schema.propertyNames('/traits')))]
    const known = names.map((one) => `{traits.${one}}`).join(', ')
    throw wrong(`has the placeholder ${name}, and no identity schema has such a trait`, `known are ${known}`)
  }
}

function wrong(why: string, hint: string): IdctlError {
  return new IdctlError(told`the path of --path ${why}`, { exit: 'usage', hint: told`${hint}` })
}
