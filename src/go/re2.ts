import { createRequire } from 'node:module'
import type { RE2JS } from 're2js'

/**
 * Compiles a Go regular expression. The library takes longer to load than most folders take to plan, and most schemas have no patterns.
 *
 * @throws when the text is not an RE2 expression
 */
export function re2(text: string): RE2JS {
  const { RE2JS } = createRequire(import.meta.url)('re2js') as typeof import('re2js')
  return RE2JS.compile(text)
}
