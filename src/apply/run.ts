import type { ApplyContext } from './context.ts'
import { Ledger } from './ledger.ts'
import { Population } from './population.ts'
import { LiveReader } from './reader.ts'

/** The objects that all changes of one apply share. */
export interface Run {
  readonly context: ApplyContext
  readonly ledger: Ledger
  readonly reader: LiveReader
  readonly population: Population
}

export function startRun(context: ApplyContext): Run {
  const ledger = new Ledger(context)
  return { context, ledger, reader: new LiveReader(context, ledger), population: new Population(context) }
}
