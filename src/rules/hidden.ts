/** Why a rule may not see a value. */
export type HiddenReason = 'reference' | 'sensitive'

/** A rule asked for a value that it may not see. */
export class HiddenAsked extends Error {
  readonly reason: HiddenReason

  constructor(reason: HiddenReason) {
    super(reason)
    this.reason = reason
  }
}

/** The type of values that are there, and that no rule may see. */
export class HiddenValue {
  readonly reason: HiddenReason

  constructor(reason: HiddenReason) {
    this.reason = reason
  }
}

const reasons = new WeakMap<object, HiddenReason>()

/**
 * A value of which a rule learns only that it is there (`has(…)`). Reading anything of it throws: taken for absent, it
 * would let a document keep a rule from seeing what it forbids.
 */
export function hiddenValue(reason: HiddenReason): object {
  const value = new Proxy(new HiddenValue(reason), {
    get(_, name) {
      if (name === 'constructor') return HiddenValue
      throw new HiddenAsked(reason)
    },
  })
  reasons.set(value, reason)
  return value
}

/** @throws HiddenAsked for a hidden value */
export function refuseHidden(value: unknown): void {
  const reason = typeof value === 'object' && value !== null ? reasons.get(value) : undefined
  if (reason !== undefined) throw new HiddenAsked(reason)
}
