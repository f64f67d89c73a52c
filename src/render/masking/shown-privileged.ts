import type { Json } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import type { PrivilegedValues } from '../../model/privileged.ts'
import { hiddenValue } from '../../model/sensitive.ts'
import type { View } from './view.ts'

/** Privileged values as an output may show them: of sensitive ones only that there are some. */
export function shownPrivileged(values: PrivilegedValues, view: View): PrivilegedValues {
  const { path, by, gained, lost, kept, cause, held, sensitive } = values
  const show = (items: readonly Json[] | undefined): readonly Json[] | undefined =>
    items && (sensitive ? [hiddenValue] : items.map((item) => view.value(item, path)))
  return {
    path: view.path(path),
    by,
    ...present({ gained: show(gained), lost: show(lost), kept: show(kept), cause, held }),
    sensitive,
  }
}
