import { type Claim, type ClaimSpace, spaceOf } from './claims.ts'

/** Something by claim. Keeps no texts of claims, since documents have the values anyway, and asks for none: everybody is looked up. */
export class ClaimMap<T> {
  readonly #bySpace = new Map<ClaimSpace, Map<string, T>>()

  setIn(space: ClaimSpace, value: string, found: T): void {
    const values = this.#bySpace.get(space)
    if (values === undefined) this.#bySpace.set(space, new Map([[value, found]]))
    else values.set(value, found)
  }

  get(claim: Claim): T | undefined {
    const space = spaceOf(claim)
    return this.getIn(space, claim.slice(space.length))
  }

  getIn(space: ClaimSpace, value: string): T | undefined {
    return this.#bySpace.get(space)?.get(value)
  }
}
