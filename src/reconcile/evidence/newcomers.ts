import { lineDigest } from '../../identity/line-digest.ts'
import type { CreateChange, UpdateChange } from '../../model/change.ts'
import type { DesiredIdentity, Mark } from '../../model/identity.ts'
import { push } from '../../model/push.ts'
import type { NameLeaf } from '../match/names.ts'
import type { NameLeaves } from './name-leaves.ts'

/** One thing that an account and a creation may have in common. */
export type Trace = string

/** Managed accounts by the traces in their marks. */
export interface AccountTraces {
  readonly isEmpty: boolean
  see(id: string, traces: readonly Trace[]): void
  /** Ids of the accounts that have one of these traces. */
  with(traces: readonly Trace[]): readonly string[]
}

export function createAccountTraces(): AccountTraces {
  const ids = new Map<Trace, string[]>()
  return {
    get isEmpty() {
      return ids.size === 0
    },
    see(id, traces) {
      for (const trace of traces) push(ids, trace, id)
    },
    with: (traces) => [...new Set(traces.flatMap((trace) => ids.get(trace) ?? []))].sort(),
  }
}

/** The traces by which a creation finds accounts that may be the same person, even if Kratos would see no conflict. */
export interface NewcomerTraces {
  /** Traces of accounts that have the creation's key. */
  readonly own: readonly Trace[]
  /**
   * Traces of accounts that have another key: one of `previously`, one whose mark records a line with this key, one that is alone in the
   * same file, or one with the same names in it.
   */
  readonly kin: readonly Trace[]
}

export interface TraceReader {
  ofAccount(mark: Mark, schemaId: string): Trace[]
  ofCreation(change: CreateChange): NewcomerTraces
  /** Traces of accounts that have the key which this update gives to its account. */
  ofKey(change: UpdateChange): Trace[]
  /** The names of a document, equal for those whose marks would have the same; absent if it has none. */
  ofNames(desired: DesiredIdentity): string | undefined
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
    ofNames(desired) {
      const said = names.normalOf(desired).map((leaf) => JSON.stringify(leaf))
      return said.length === 0 ? undefined : said.sort().join('\n')
    },
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
