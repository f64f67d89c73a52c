import { lineDigest } from '../identity/line-digest.ts'
import type { CreateChange, UpdateChange } from '../model/change.ts'
import type { DesiredIdentity, Mark } from '../model/identity.ts'
import { push } from '../model/push.ts'
import type { NameLeaf } from './match/names.ts'
import type { NameLeaves } from './name-leaves.ts'

/** One thing that an account and somebody who would be created may have in common. */
export type Trace = string

/** Accounts of ours, by what their marks say of them. */
export interface AccountTraces {
  see(id: string, traces: readonly Trace[]): void
  /** Ids of those that have one of these. */
  with(traces: readonly Trace[]): readonly string[]
}

/** @param wanted nothing else is kept */
export function createAccountTraces(wanted?: ReadonlySet<Trace>): AccountTraces {
  const ids = new Map<Trace, string[]>()
  return {
    see(id, traces) {
      for (const trace of traces) if (wanted === undefined || wanted.has(trace)) push(ids, trace, id)
    },
    with: (traces) => [...new Set(traces.flatMap((trace) => ids.get(trace) ?? []))].sort(),
  }
}

/** By what a creation finds accounts that may be the same person, though Kratos need not see a conflict. */
export interface NewcomerTraces {
  /** Of accounts that have its key. */
  readonly own: readonly Trace[]
  /**
   * Of accounts that have another key by now, or still: one of `previously`, one by a line that names this one, the file alone, or
   * the names of somebody in it.
   */
  readonly kin: readonly Trace[]
}

export interface TraceReader {
  ofAccount(mark: Mark, schemaId: string): Trace[]
  ofCreation(change: CreateChange): NewcomerTraces
  /** Of accounts that have the key which an account is to have. */
  ofKey(change: UpdateChange): Trace[]
  /** Where somebody is in a file, and what they are called there; absent where the document tells no names. */
  ofNames(desired: DesiredIdentity): Trace | undefined
}

export function traceReader(names: NameLeaves): TraceReader {
  const namesIn = (file: string, leaves: readonly Omit<NameLeaf, 'text'>[]): Trace[] =>
    leaves.length === 0
      ? []
      : [['names', file, ...leaves.map(({ path, digest }) => `${path} ${digest}`).sort()].join('\n')]
  return {
    ofAccount: (mark, schemaId) => [
      keyTrace(mark.key),
      ...(mark.lines ?? []).map(lineTrace),
      ...fileOf(mark),
      ...namesIn(mark.origin, names.ofMark(mark, schemaId)),
    ],
    ofCreation({ key, previously = [], mark, fields, called_alike }) {
      const schemaId = fields.find(({ path }) => path === '/schema_id')?.after
      return {
        own: [keyTrace(key)],
        kin: [
          ...previously.map(keyTrace),
          lineTrace(lineDigest(key)),
          ...fileOf(mark),
          ...(called_alike ? [] : namesIn(mark.origin, names.ofMark(mark, String(schemaId)))),
        ],
      }
    },
    ofKey: ({ mark }) => [keyTrace(mark.key)],
    ofNames: (desired) => namesIn(desired.origin.file, names.ofDocument(desired))[0],
  }
}

function keyTrace(key: string): Trace {
  return `key ${key}`
}

function lineTrace(digest: string): Trace {
  return `line ${digest}`
}

function fileOf({ origin, shared }: Mark): Trace[] {
  return shared ? [] : [`file ${origin}`]
}
