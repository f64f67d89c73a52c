import type { Format } from './format.ts'
import type { FormatName } from './format-names.ts'
import { human } from './human/format.ts'
import { json } from './json-format.ts'
import { hideFirst, type Shown } from './masking/hide-first.ts'

const formats: Readonly<Record<FormatName, Format>> = { human, json }

/** The only way to a format: it gets results without what it must not print. */
export function formatFor(name: FormatName, shown: Shown): Format {
  return hideFirst(formats[name], shown)
}
