import type { Exported, LeftOut, UpdateNotes } from '../../model/exported.ts'
import { present } from '../../model/present.ts'
import { meaningOf } from './mask-diagnostics.ts'
import type { Masking } from './masking.ts'
import { shownAccepted } from './shown-acceptance.ts'
import { type View, viewOf } from './view.ts'

/**
 * An export as an output may show it. `masking` hides keys, ids, files and the names of fields; of a reason the meaning of its
 * code is left, as texts can quote live values.
 */
export function shownExported(exported: Exported, masking?: Masking): Exported {
  const view = viewOf(exported.declared, masking)
  const documents = exported.documents.map(({ key, id, file, outcome, managed, unsaid, fields, notes }) => ({
    key: view.key(key),
    id: view.id(id),
    file: view.file(file),
    outcome,
    ...present({ managed }),
    unsaid: unsaid.map(({ path, why }) => ({ path: view.path(path), why })),
    ...present({
      fields: fields?.map((field) => shownAccepted(field, view)),
      notes: notes?.map((note) => view.text(note)),
    }),
  }))
  if (masking === undefined) return { ...exported, documents }
  const { update } = exported
  return {
    ...exported,
    documents,
    left: exported.left.map((one) => maskedLeft(one, masking)),
    ...present({ update: update && maskedNotes(update, view) }),
    diagnostics: view.diagnostics(exported.diagnostics),
  }
}

function maskedNotes({ values, missing }: UpdateNotes, view: View): UpdateNotes {
  return {
    values: values.map(({ path, why, documents }) => ({ path: view.path(path), why, documents })),
    missing: missing.map(({ key, file }) => ({ key: view.key(key), file: view.file(file) })),
  }
}

function maskedLeft({ id, key, file, code }: LeftOut, { id: idOf, key: keyOf, file: fileOf }: Masking): LeftOut {
  return {
    id: idOf(id),
    ...present({ key: key && keyOf(key), file: file && fileOf(file) }),
    code,
    why: meaningOf(code),
  }
}
