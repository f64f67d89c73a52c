import type { Plan } from '../model/plan.ts'
import { escapeJsonText } from './escape.ts'
import { changeOf, type JsonShape, renderPlanJson } from './json.ts'

/** Stands in the document of a plan without changes. No value can have a line break, so it is found nowhere else. */
const noChanges = '\n  "changes": []'

/** The document of `renderPlanJson` in parts, one for each change: the whole may be too long for one text. */
export function* planJsonParts(plan: Plan, shape: JsonShape = {}): Generator<string> {
  const [head = '', tail = ''] = renderPlanJson({ ...plan, changes: [] }, shape).split(noChanges)
  if (plan.changes.length === 0) {
    yield head + noChanges + tail
    return
  }
  yield `${head}\n  "changes": [`
  let separator = ''
  for (const change of plan.changes) {
    const text = JSON.stringify(changeOf(change), undefined, 2).replaceAll('\n', '\n    ')
    yield `${separator}\n    ${escapeJsonText(text)}`
    separator = ','
  }
  yield `\n  ]${tail}`
}
