import type { OutcomeKind } from '../../model/report.ts'
import type { Paint } from '../style.ts'

export const outcomeTexts: Readonly<Record<OutcomeKind, string>> = {
  done: 'done',
  'already-done': 'already done',
  moved: 'moved',
  failed: 'failed',
  skipped: 'not started',
  blocked: 'blocked',
}

export const outcomePaints: Readonly<Record<OutcomeKind, Paint>> = {
  done: 'added',
  'already-done': 'faint',
  moved: 'warning',
  failed: 'problem',
  skipped: 'warning',
  blocked: 'problem',
}
