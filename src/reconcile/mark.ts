import type { DesiredCredentials, DesiredIdentity, IdentityState, Mark, TodoItem } from '../model/identity.ts'
import { absentDigest } from './compare.ts'
import type { MarkedDigests } from './merge-leaf.ts'

export interface MarkInput {
  readonly workspace: string
  readonly desired: DesiredIdentity
  readonly made: Mark['made']
  readonly marked: MarkedDigests
  /** Fingerprints of credentials as last written. */
  readonly credentials?: Mark['credentials']
}

/** The mark that a document leaves on its identity (product §2.3). Members that say nothing are left out. */
export function makeMark(input: MarkInput): Mark {
  return {
    v: 1,
    workspace: input.workspace,
    key: input.desired.key,
    origin: input.desired.origin.file,
    made: input.made,
    fields: input.marked,
    ...(input.desired.protect === true ? { protect: true as const } : {}),
    ...(input.credentials && Object.keys(input.credentials).length > 0 ? { credentials: input.credentials } : {}),
  }
}

/** The mark of an identity whose document is gone and that is now disabled: a dated tombstone. */
export function tombstone(mark: Mark, at: Date, stateBefore: IdentityState): Mark {
  const { todo: _todo, ...rest } = mark
  return { ...rest, disabled: { at: at.toISOString(), state_before: stateBefore } }
}

/** Follow-up calls that a mark still owes. */
export function openTodo(mark: Mark): readonly TodoItem[] {
  return mark.todo ?? []
}

/**
 * What a plan may carry of a mark: digests of values from references are left out (a digest of a short value is the
 * value); apply fills them in when it resolves the references.
 */
export function withoutReferenceDigests(mark: Mark, desired: DesiredIdentity): Mark {
  const isReference = (path: string) =>
    desired.fields[path]?.reference !== undefined && mark.fields[path] !== absentDigest
  return { ...mark, fields: Object.fromEntries(Object.entries(mark.fields).filter(([path]) => !isReference(path))) }
}

/** Fingerprints of the credentials that a creation writes; hashes from references get theirs at apply. */
export function credentialFingerprints(credentials: DesiredCredentials | undefined): Record<string, string> {
  const hash = credentials?.password?.hashed_password
  if (hash === undefined || !('from' in hash) || hash.fingerprint === undefined) return {}
  return { '/password/config/hashed_password': hash.fingerprint }
}
