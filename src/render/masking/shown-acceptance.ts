import type { Acceptance, AcceptedField } from '../../model/acceptance.ts'
import { present } from '../../model/present.ts'
import type { Masking } from './masking.ts'
import { shownPathOf, shownSides } from './shown-leaf.ts'
import { locationIn, type View, viewOf } from './view.ts'

/** An acceptance as an output may show it. `masking` hides values, keys, files and notes, which are free text. */
export function shownAcceptance(acceptance: Acceptance, masking?: Masking): Acceptance {
  const { target, workspace, key, origin, accepted, notes, diagnostics } = acceptance
  const view = viewOf(acceptance.declared, masking)
  return {
    target,
    workspace,
    key: view.key(key),
    ...present({ origin: origin && locationIn(view, origin) }),
    accepted: accepted.map((field) => shownAccepted(field, view)),
    notes: notes.map((note) => view.text(note)),
    diagnostics: view.diagnostics(diagnostics),
  }
}

/** One of its values. */
export function shownAccepted(field: AcceptedField, view: View): AcceptedField {
  const { at, sensitive, note } = field
  return {
    path: shownPathOf(field, view),
    at: locationIn(view, at),
    sensitive,
    ...shownSides(field, view),
    ...present({ note: note === undefined ? undefined : view.text(note) }),
  }
}
