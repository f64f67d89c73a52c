import { assertNever } from '../../model/assert-never.ts'
import type { Change } from '../../model/change.ts'
import { hasEffect } from '../../model/change-parts.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { IdentityKey } from '../../model/identity.ts'
import { type Absence, type FolderFacts, isTrace } from './absence.ts'

/** The files that the documents of orphans and removed identities came from, with the keys of these identities. */
export function goneDocuments(changes: readonly Change[]): Map<string, IdentityKey[]> {
  const gone = new Map<string, IdentityKey[]>()
  for (const { reason, origin, key } of changes) {
    if (origin === undefined || (reason !== 'document-gone' && reason !== 'grace-over')) continue
    const keys = gone.get(origin.file)
    if (keys === undefined) gone.set(origin.file, [key])
    else keys.push(key)
  }
  return gone
}

/**
 * Reports each file or folder that was cut, renamed or left out, with the keys of its documents: nobody is removed by such an accident.
 * A mere trace of one is only a warning.
 */
export function lostDocuments(
  gone: ReadonlyMap<string, readonly IdentityKey[]>,
  absenceOf: (origin: string) => Absence | undefined,
): Diagnostic[] {
  const found = new Map<string, { readonly absence: Absence; readonly keys: IdentityKey[] }>()
  for (const [origin, keys] of gone) {
    const absence = absenceOf(origin)
    if (absence === undefined) continue
    const id = JSON.stringify([absence.kind, absence.path])
    const known = found.get(id)
    if (known === undefined) found.set(id, { absence, keys: [...keys] })
    else for (const key of keys) known.keys.push(key)
  }
  return [...found.values()].map(({ absence, keys }) => lossAt(absence, keys, 'came'))
}

/**
 * Reports every file without a document while somebody is to be removed whose file is not there. For plans where marks have former origins:
 * any such file may be the one that the person's document was in last.
 */
export function emptiedFiles(
  changes: readonly Change[],
  { read, empty }: Pick<FolderFacts, 'read' | 'empty'>,
): Diagnostic[] {
  const keys = changes.flatMap((change) => {
    const { reason, origin, key } = change
    const isGone = reason === 'document-gone' && hasEffect(change)
    return isGone && origin !== undefined && !read.has(origin.file) ? [key] : []
  })
  return keys.length === 0 ? [] : [...empty].map((path) => lossAt({ kind: 'empty', path }, keys, 'may have come'))
}

function lossAt(absence: Absence, keys: readonly IdentityKey[], came: string): Diagnostic {
  const { what, hint } = explain(absence)
  return {
    severity: isTrace(absence) ? 'warning' : 'error',
    code: absence.kind === 'empty' ? 'IDC225' : 'IDC226',
    summary: `${what}, and ${named(keys.toSorted())} ${came} from it`,
    hint,
    at: { file: absence.path, line: 1, column: 1 },
    secret: true,
  }
}

function explain({ kind, path }: Absence): { readonly what: string; readonly hint: string } {
  const name = path.split('/').at(-1) ?? path
  switch (kind) {
    case 'empty':
      return {
        what: 'this file contains no document',
        hint: 'put its documents back; a full disk, a killed editor or a failed filter leaves such a file. To have them removed, delete it',
      }
    case 'skipped':
      return {
        what: `this is not read, because its name starts with "${name[0]}"`,
        hint: `name it "${name.replace(/^[._]+/, '')}" again; ${deleteIt}`,
      }
    case 'renamed':
      return {
        what: 'this is not read, because of how its name ends',
        hint: `give it back the ending that it had; ${deleteIt}`,
      }
    case 'leftover':
      return {
        what: 'this looks like a leftover of a merge or of an editor, and the file without that ending is gone',
        hint: 'if nobody decided to delete that file, put it back; else delete this one as well',
      }
    case 'outside':
      return {
        what: 'no folder of `identities` in idctl.yaml holds this file any more',
        hint: `name its folder there again; ${deleteIt}`,
      }
    case 'late':
      return { what: 'this file was not there a moment ago, when the folder was read', hint: 'try again' }
    case 'same-name':
      return {
        what: 'this file system takes this file for another one, whose name differs in case or accents only',
        hint: 'only one of the two can be here: give them names that differ',
      }
    case 'no-folder':
      return {
        what: 'this is a file now, and it was a folder',
        hint: `a checkout without symbolic links looks like this: \`git config core.symlinks true\` and check it out again; ${deleteIt}`,
      }
    case 'empty-folder':
      return {
        what: 'this folder is empty',
        hint: 'a volume that is not mounted looks like this; if everybody in it is meant to go, delete the folder as well',
      }
    case 'sparse':
      return {
        what: 'this file is left out of a sparse checkout',
        hint: '`git sparse-checkout add` its folder, or check out everything: `git sparse-checkout disable`',
      }
    case 'submodule':
      return { what: 'this submodule is not there', hint: '`git submodule update --init` fetches it' }
    default:
      return assertNever(kind)
  }
}

const deleteIt = 'to have them removed, delete it'

function named(keys: readonly IdentityKey[]): string {
  const shown = keys.slice(0, 3).map((key) => `"${key}"`)
  const more = keys.length - shown.length
  if (more > 0) return `${shown.join(', ')} and ${more} more`
  const last = shown.pop() ?? ''
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`
}
