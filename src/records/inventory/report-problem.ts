import type { Report } from '../../model/report.ts'
import type { Inventory } from './inventory.ts'

/** A run whose inventory could not be written is incomplete, even if every change was done. */
export function withInventoryProblem(report: Report, { failure, lost }: Inventory): Report {
  if (failure === undefined) return report
  const message = `${failure.message}: ${lost} of what this run did is not in it, and nothing further was started`
  const hint =
    'correct that and apply again: who is there is entered then; until then nobody would notice if one of them were erased'
  return { ...report, problems: [...(report.problems ?? []), { message, hint }] }
}
