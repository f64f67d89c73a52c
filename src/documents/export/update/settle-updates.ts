import type { Diagnostic } from '../../../model/diagnostic.ts'
import type { ExportedDocument, LeftOut } from '../../../model/exported.ts'
import type { DesiredIdentity, IdentityKey } from '../../../model/identity.ts'
import { present } from '../../../model/present.ts'
import type { FileEdit } from '../../accept/edit-file.ts'
import { explainFields } from '../../accept/explain-field.ts'
import { keyNotes } from '../../accept/key-notes.ts'
import type { Accounts } from '../find-accounts.ts'
import { editOutdated, readOriginals } from './edit-outdated.ts'
import type { Outdated } from './outdated.ts'
import { proveUpdates, refuseChanged, type UpdateContext } from './prove-updates.ts'

/** A file with its new text, and whose documents in it are new or say something else. */
export interface ExportEdit {
  readonly edit: FileEdit
  readonly documents: readonly ExportedDocument[]
}

export interface SettledUpdates {
  readonly edits: readonly ExportEdit[]
  readonly left: readonly LeftOut[]
  /** All documents as they will be, and their accounts. */
  readonly identities: readonly DesiredIdentity[]
  readonly accounts: Accounts
  /** With an error among them there are no edits. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Edits all outdated documents and proves the result; a document whose edit would be wrong is left as it is. Where no single edit
 * explains what would be wrong, nothing is edited.
 * @throws IdctlError (exit 6) if the live identities cannot be read again; (exit `invalid`) if a file has changed since they were
 *   read; the errors of the system
 */
export async function settleUpdates(context: UpdateContext, outdated: readonly Outdated[]): Promise<SettledUpdates> {
  const originals = readOriginals(context.config, outdated)
  refuseChanged(context, originals)
  const left: LeftOut[] = []
  let kept = outdated
  while (kept.length > 0) {
    const { edits, entangled } = editOutdated(originals, kept)
    for (const [one, { code, summary, hint }] of entangled) {
      left.push({ ...personOf(one), code, why: summary, ...present({ hint }) })
    }
    if (entangled.size > 0) {
      kept = kept.filter((one) => !entangled.has(one))
      continue
    }
    const proof = await proveUpdates(context, kept, edits)
    if (proof.kind === 'refused') return { ...nothing(context), left, diagnostics: [refusal(proof.why)] }
    if (proof.kind === 'right') {
      const documents = describe(context, kept, proof.identities)
      const ofFile = ({ file }: FileEdit) => documents.filter((one) => one.file === file)
      const made = edits.map((edit) => ({ edit, documents: ofFile(edit) }))
      return { edits: made, left, ...underNewKeys(context, proof.identities), diagnostics: [] }
    }
    for (const [one, why] of proof.culprits) {
      left.push({
        ...personOf(one),
        code: 'IDC584',
        why: `with the live values its document would be wrong: ${why}`,
        hint,
      })
    }
    kept = kept.filter((one) => !proof.culprits.has(one))
  }
  return { ...nothing(context), left }
}

const hint = 'take over the values one by one with `idctl accept`, or change the document by hand'

function nothing({ identities, accounts }: UpdateContext): SettledUpdates {
  return { edits: [], left: [], identities, accounts, diagnostics: [] }
}

function underNewKeys({ identities: before, accounts }: UpdateContext, identities: readonly DesiredIdentity[]) {
  const found = identities.flatMap(({ key }, index): [IdentityKey, string][] => {
    const id = accounts.get(before[index]?.key ?? key)
    return id === undefined ? [] : [[key, id]]
  })
  return { identities, accounts: new Map(found) }
}

function personOf({ pair: { desired, live } }: Outdated): Pick<LeftOut, 'id' | 'key' | 'file'> {
  return { id: live.id, key: desired.key, file: desired.origin.file }
}

function refusal(why: readonly string[]): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC584',
    summary: 'with the live values the folder would not be right',
    detail: [...new Set(why)].join('\n'),
    hint: 'export some of the people by their keys, or change the documents by hand',
  }
}

function describe(
  { identities, policy }: UpdateContext,
  outdated: readonly Outdated[],
  after: readonly DesiredIdentity[],
): ExportedDocument[] {
  const indexes = new Map(identities.map(({ key }, index) => [key, index]))
  return outdated.flatMap(({ pair, leaves, targets }) => {
    const { desired, live } = pair
    const now = after[indexes.get(desired.key) ?? -1]
    if (now === undefined) return []
    const fields = explainFields(leaves, pair, now, targets, policy.sensitive)
    const { key, origin } = now
    const notes = keyNotes(desired, now)
    return [
      {
        ...{ key, id: live.id, file: origin.file, outcome: 'updated' as const, unsaid: [], fields },
        ...(pair.mark && { managed: true as const }),
        ...(notes.length > 0 && { notes }),
      },
    ]
  })
}
