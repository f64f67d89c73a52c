import { formats } from '../../go/formats.ts'
import { wellFormed } from '../../go/text.ts'
import type { Json } from '../json.ts'

/** The test of a format; `undefined` for an unknown format. A known format accepts only strings. */
export function formatTest(name: string): ((value: Json) => boolean) | undefined {
  if (name === 'no-validate') return () => true
  const test = formats.get(name)
  return test && ((value) => typeof value === 'string' && test(wellFormed(value)))
}
