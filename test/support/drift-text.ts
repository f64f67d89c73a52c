import type { DriftFound, Sheet } from '../../src/render/format.ts'
import { renderDrift } from '../../src/render/human/drift.ts'
import { plainStyle } from '../../src/render/style.ts'

/** Drift for people: without colours and source lines, 100 columns wide, unless a test says otherwise. */
export function driftText(found: DriftFound, over: Partial<Sheet> = {}): string {
  return renderDrift(found, { style: plainStyle, readSnippet: () => undefined, detail: 'folded', ...over })
}
