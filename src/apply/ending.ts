import { type DetailsOf, type EndingCode, endingTexts } from '../model/endings.ts'
import type { Outcome, OutcomeCode, OutcomeKind } from '../model/report.ts'

/** How one change ended. The change itself has the rest of the outcome. */
export type Ending = GoodEnding | BadEnding

export interface GoodEnding {
  readonly outcome: 'done' | 'already-done'
  readonly id?: string
}

/** Always has a reason for people and a code for machines. */
export interface BadEnding extends Pick<Outcome, 'id' | 'hint' | 'paths' | 'request_id'> {
  readonly outcome: Exclude<OutcomeKind, GoodEnding['outcome']>
  readonly code: OutcomeCode
  readonly reason: string
}

export const failed: EndWith<'failed'> = (code, ...details) => ({ outcome: 'failed', ...endingTexts(code, ...details) })

export const movedBy: EndWith<'moved'> = (code, ...details) => ({ outcome: 'moved', ...endingTexts(code, ...details) })

export const skipped: EndWith<'skipped'> = (code, ...details) => ({
  outcome: 'skipped',
  ...endingTexts(code, ...details),
})

type EndWith<K extends BadEnding['outcome']> = <C extends EndingCode>(
  code: C,
  ...details: DetailsOf<C>
) => BadEnding & { readonly outcome: K }

/** Thrown when a change cannot go on; has its outcome. */
export class ChangeEnds extends Error {
  readonly ending: BadEnding

  constructor(ending: BadEnding) {
    super(ending.reason)
    this.name = 'ChangeEnds'
    this.ending = ending
  }
}

export const gone: BadEnding = failed('gone')

export const moved: BadEnding = movedBy('moved')
