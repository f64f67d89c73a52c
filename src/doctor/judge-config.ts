import type { Config } from '../config/types.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Judgement } from '../model/finding.ts'
import { present } from '../model/present.ts'

/** The first mistake or warning stands for all: `idctl validate` shows them. Their summaries hold no value of the file. */
export function judgeConfig(config: Config | undefined, diagnostics: readonly Diagnostic[]): Judgement {
  const [first, ...others] = diagnostics.toSorted((left, right) => rankOf(left) - rankOf(right))
  if (first === undefined) return { verdict: 'fine', text: config === undefined ? '' : `workspace ${config.workspace}` }
  const place = first.at === undefined ? '' : `line ${first.at.line}: `
  const more = others.length === 0 ? '' : ` (and ${others.length} more: idctl validate)`
  const verdict = config === undefined ? 'wrong' : 'advice'
  return { verdict, text: `${place}${first.summary}${more}`, ...present({ hint: first.hint }) }
}

function rankOf({ severity }: Diagnostic): number {
  return severity === 'error' ? 0 : 1
}
