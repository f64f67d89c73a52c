import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config/types.ts'
import type { Diagnostic, SourceLocation } from '../../model/diagnostic.ts'
import { present } from '../../model/present.ts'
import { type SourceText, sourceText } from '../../source/source-text.ts'
import { escapeReferences } from '../edit/escape-references.ts'
import { setValue } from '../edit/set-value.ts'
import type { Target } from './accepted-values.ts'
import { orGoneMeanwhile } from './file-moved.ts'
import { shownLeaf } from './moved-leaves.ts'

const byteOrderMark = '\u{feff}'

/** A file as it was read, and its new text. */
export interface FileEdit {
  /** The name for messages, relative to the folder of idctl.yaml. */
  readonly file: string
  /** Absolute, links followed: the file itself is written, and a link to it stays. */
  readonly path: string
  /** Both with their byte order mark, if there is one. */
  readonly before: string
  readonly after: string
}

/**
 * Sets all values in the text of the file, one after the other. A value that cannot be set without changing another is
 * a mistake.
 */
export function editFile(
  config: Pick<Config, 'root'>,
  origin: SourceLocation,
  targets: readonly Target[],
): FileEdit | { readonly diagnostics: readonly Diagnostic[] } {
  const original = readOriginal(config, origin.file)
  const edited = editDocument(sourceText(origin.file, original.text), origin, targets)
  return 'diagnostics' in edited ? edited : original.edited(edited.text)
}

/** A file before it is edited. */
export interface Original {
  /** Without byte order mark. */
  readonly text: string
  /** @param after without byte order mark */
  edited(after: string): FileEdit
}

/** @throws FileMoved if it is gone by now; the errors of the system */
export function readOriginal({ root }: Pick<Config, 'root'>, file: string): Original {
  const { path, before } = readNow(join(root, file), file)
  const mark = before.startsWith(byteOrderMark) ? byteOrderMark : ''
  return { text: before.slice(mark.length), edited: (after) => ({ file, path, before, after: mark + after }) }
}

function readNow(link: string, file: string): Pick<FileEdit, 'path' | 'before'> {
  try {
    const path = realpathSync(link)
    return { path, before: readFileSync(path, 'utf8') }
  } catch (error) {
    throw orGoneMeanwhile(error, file)
  }
}

/** Sets all values in the document that starts at `at`, one after the other. */
export function editDocument(
  given: SourceText,
  at: SourceLocation,
  targets: readonly Target[],
): SourceText | { readonly diagnostics: readonly Diagnostic[] } {
  let source = given
  const diagnostics: Diagnostic[] = []
  for (const target of targets) {
    const edited = setValue(source, at, target.path, escapeReferences(target.value))
    if (edited === undefined) diagnostics.push(entangled(target))
    else source = edited
  }
  return diagnostics.length > 0 ? { diagnostics } : source
}

/** The new text as readers get it, without byte order mark. */
export function editedText({ after }: FileEdit): string {
  return after.startsWith(byteOrderMark) ? after.slice(byteOrderMark.length) : after
}

function entangled({ leaves }: Target): Diagnostic {
  const [leaf] = leaves
  return {
    severity: 'error',
    code: 'IDC583',
    summary: `${leaf === undefined ? 'the value' : shownLeaf(leaf)} cannot be changed here without changing something else`,
    hint: 'an anchor (&) that is used elsewhere prevents it: write the value out in those places, or change the file by hand',
    ...present({ at: leaf?.at, secret: leaf?.sensitive || undefined }),
  }
}
