import type { Config } from './config/types.ts'
import type { PlanOf } from './documents/accept/next-plan.ts'
import { type EditOptions, workOutEdit } from './documents/accept/work-out.ts'
import type { LiveSource } from './live/ports.ts'
import { present } from './model/present.ts'
import { computePlan, type ProgressEvent } from './pipeline.ts'

export interface AcceptOptions extends EditOptions {
  /** From the same clock as the connection's. */
  readonly now: Date
}

/** `workOutEdit`, proved by the plans of the folder with and without the edit. Writes nothing. */
export function acceptLive(config: Config, source: LiveSource, options: AcceptOptions): ReturnType<typeof workOutEdit> {
  const { variables, now, signal, pause, onRead } = options
  const onProgress = (event: ProgressEvent) => event.kind === 'read-live' && onRead?.(event.identities)
  const asked = { variables, now, signal, onProgress, consents: {}, takeOver: [], ...present({ pause }) }
  const plan: PlanOf = (replaced) => computePlan(config, source, { ...asked, ...present({ replaced }) })
  return workOutEdit(config, source, options, plan)
}
