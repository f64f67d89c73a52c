import type { Config } from '../../../config/types.ts'
import type { Diagnostic } from '../../../model/diagnostic.ts'
import { push } from '../../../model/push.ts'
import { sourceText } from '../../../source/source-text.ts'
import { editDocument, type FileEdit, type Original, readOriginal } from '../../accept/edit-file.ts'
import { offsetOf } from '../../edit/set-value.ts'
import type { Outdated } from './outdated.ts'
import { partOfFile } from './part-of-file.ts'

export interface Edited {
  /** One for each file with a document that could be edited. */
  readonly edits: readonly FileEdit[]
  /** Documents in which a value cannot be set, and why. */
  readonly entangled: ReadonlyMap<Outdated, Diagnostic>
}

export type Originals = ReadonlyMap<string, Original>

/**
 * The files of all documents.
 * @throws the errors of the system
 */
export function readOriginals(config: Pick<Config, 'root'>, outdated: readonly Outdated[]): Originals {
  const files = new Set(outdated.map(({ pair }) => pair.desired.origin.file))
  return new Map([...files].map((file) => [file, readOriginal(config, file)]))
}

/** Sets the live values in all documents; writes nothing. */
export function editOutdated(originals: Originals, outdated: readonly Outdated[]): Edited {
  const files = new Map<string, Outdated[]>()
  for (const one of outdated) push(files, one.pair.desired.origin.file, one)
  const entangled = new Map<Outdated, Diagnostic>()
  const edits = [...files].flatMap(([file, documents]) => {
    const original = originals.get(file)
    if (original === undefined) return []
    let text = original.text
    // From the last document to the first: an edit moves only what is behind it.
    for (const one of [...documents].sort(lastFirst)) {
      const edited = editPart(file, text, one)
      if (typeof edited === 'string') text = edited
      else entangled.set(one, edited)
    }
    return text === original.text ? [] : [original.edited(text)]
  })
  return { edits, entangled }
}

function editPart(file: string, text: string, { pair, targets }: Outdated): string | Diagnostic {
  const { origin } = pair.desired
  const offset = offsetOf(text, origin)
  const part = partOfFile(file, text, offset) ?? { start: 0, end: text.length }
  const source = sourceText(file, text.slice(part.start, part.end))
  const edited = editDocument(source, source.locate(offset - part.start), targets)
  if ('diagnostics' in edited) return edited.diagnostics[0] as Diagnostic
  return text.slice(0, part.start) + edited.text + text.slice(part.end)
}

function lastFirst({ pair: left }: Outdated, { pair: right }: Outdated): number {
  const [one, other] = [left.desired.origin, right.desired.origin]
  return other.line - one.line || other.column - one.column
}
