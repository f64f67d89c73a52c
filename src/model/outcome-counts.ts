import type { OutcomeKind } from './report.ts'

export function noOutcomes(): Record<OutcomeKind, number> {
  return { done: 0, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 }
}
