import type { Config } from './config/types.ts'
import { type MakeOptions, type ToExport, workOutExport } from './documents/export/work-out.ts'
import type { LiveSource } from './live/ports.ts'
import { present } from './model/present.ts'
import { computePlan } from './pipeline.ts'

export interface ExportOptions extends MakeOptions {
  /** From the same clock as the connection's. */
  readonly now: Date
}

/** `workOutExport`, its updates proved by the plans of the folder with and without them. Writes nothing. */
export function exportLive(config: Config, source: LiveSource, options: ExportOptions): Promise<ToExport> {
  const { variables, now, signal, pause } = options
  const asked = { variables, now, signal, consents: {}, takeOver: [], ...present({ pause }) }
  return workOutExport(config, source, options, (whole) => (replaced) => {
    return computePlan(whole, source, { ...asked, ...present({ replaced }) })
  })
}
