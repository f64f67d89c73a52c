import type { LiveIdentity } from '../../model/identity.ts'
import type { Ending } from '../ending.ts'
import type { Run } from '../run.ts'
import type { Creation } from './creation.ts'
import type { Unproven } from './prove-alone.ts'

export interface CreatedIdentity {
  readonly creation: Creation
  readonly live: LiveIdentity
}

/** A batch under way. Knows which of its creations have no outcome yet. */
export class OpenBatch {
  readonly run: Run
  readonly #open: Set<Creation>
  readonly #uninvited: CreatedIdentity[] = []
  readonly #unproven: Unproven[] = []

  constructor(run: Run, creations: readonly Creation[]) {
    this.run = run
    this.#open = new Set(creations)
  }

  settle(creation: Creation, ending: Ending): void {
    if (!this.#open.delete(creation)) throw new TypeError('a creation has two outcomes')
    this.run.ledger.settle(creation.step.change, ending)
  }

  settleAll(creations: Iterable<Creation>, ending: Ending): void {
    for (const creation of creations) this.settle(creation, ending)
  }

  /** Creations that succeeded and get their outcome when the invitation was sent. */
  get uninvited(): readonly CreatedIdentity[] {
    return this.#uninvited
  }

  keepForInvite(creation: Creation, live: LiveIdentity): void {
    if (!this.#open.delete(creation)) throw new TypeError('a creation has two outcomes')
    this.#uninvited.push({ creation, live })
  }

  /** Creations that succeeded and have no unique value, so another run may have made the same identity at the same time. */
  get unproven(): readonly Unproven[] {
    return this.#unproven
  }

  keepForProof(creation: Creation, live: LiveIdentity): void {
    if (!this.#open.delete(creation)) throw new TypeError('a creation has two outcomes')
    this.#unproven.push({ change: creation.step.change, id: live.id })
  }

  /** Does a part of the work. An error becomes the outcome of those creations in `part` that have none yet. */
  async guard(part: readonly Creation[], work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const ending = this.run.ledger.endingOf(error)
      this.settleAll(
        part.filter((creation) => this.#open.has(creation)),
        ending,
      )
    }
  }
}
