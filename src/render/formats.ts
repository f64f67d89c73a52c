import type { Format } from './format.ts'
import type { FormatName } from './format-names.ts'
import { human } from './human/format.ts'
import { json } from './json-format.ts'

export const formats: Readonly<Record<FormatName, Format>> = { human, json }
