import type { Exported, LeftOut } from '../../model/exported.ts'
import { present } from '../../model/present.ts'
import { meaningOf } from './mask-diagnostics.ts'
import type { Masking } from './masking.ts'
import { viewOf } from './view.ts'

/**
 * An export as an output may show it. `masking` hides keys, ids, files and the names of fields; of a reason the meaning of its
 * code is left, as texts can quote live values.
 */
export function shownExported(exported: Exported, masking?: Masking): Exported {
  if (masking === undefined) return exported
  const view = viewOf([], masking)
  return {
    ...exported,
    documents: exported.documents.map(({ key, id, file, outcome, unsaid }) => ({
      key: view.key(key),
      id: view.id(id),
      file: view.file(file),
      outcome,
      unsaid: unsaid.map(({ path, why }) => ({ path: view.path(path), why })),
    })),
    left: exported.left.map((one) => maskedLeft(one, masking)),
    diagnostics: view.diagnostics(exported.diagnostics),
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
