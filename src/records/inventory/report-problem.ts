import type { Report } from '../../model/report.ts'
import type { Inventory } from './inventory.ts'

/** A run whose inventory could not be written is incomplete, even if every change was done. */
export function withInventoryProblem(report: Report, { failure, lost }: Inventory): Report {
  if (failure === undefined) return report
  const entries = lost === 1 ? '1 entry' : `${lost} entries`
  const message = `${failure.message}: the inventory lacks ${entries} of this run, and nothing further was started`
  const hint =
    'correct that and apply again, which enters everybody who is there; until then idctl would not notice if one of them were erased'
  return { ...report, problems: [...(report.problems ?? []), { message, hint }] }
}
