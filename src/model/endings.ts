import { present } from './present.ts'

/**
 * Why apply did not complete a change: code → texts. Machines match the code, people read the texts, and `--mask` shows
 * the texts without the values of their placeholders. The codes are part of the JSON format: add codes, never rename one.
 * `again`: the hint says to plan again. `bare`: the reason where nothing has the details, as in a journal.
 */
export const endings = {
  moved: { reason: 'live is no longer what the plan saw', hint: 'plan again', again: true },
  'moved-meanwhile': { reason: 'live moved during the write', hint: 'plan again', again: true },
  'mark-gone': { reason: 'it no longer carries the mark of this workspace', hint: 'plan again', again: true },
  'document-came-back': {
    reason: 'a document that was added to the folder after the plan was made may belong to it',
    hint: 'plan again',
    again: true,
  },
  'folder-unusable': {
    reason: 'the folder has mistakes, so idctl cannot tell whether the document is still there',
    hint: '`idctl validate` names them; then plan again',
    again: true,
  },
  'document-left': {
    reason: 'no document asks for this any more: it is gone, expired or inactive, or describes somebody else',
    hint: 'plan again',
    again: true,
  },
  'may-be-there': {
    reason: 'identity {id} may be the same person under another key: it was created or changed after the plan was made',
    hint: 'plan again',
    again: true,
  },
  'key-taken': {
    reason: 'identity {id} has got the new key of this change after the plan was made',
    hint: 'plan again',
    again: true,
  },
  'disabled-again': { reason: 'it was disabled again after the plan was made', hint: 'plan again', again: true },
  'removal-changed': {
    reason: 'idctl.yaml has changed since the plan was made, and its `removal` no longer asks for this',
    hint: 'plan again',
    again: true,
  },
  'secret-moved': {
    reason: '{what} {why}',
    bare: 'a secret of the document was changed, or is gone, after the plan was made',
    hint: 'plan again',
    again: true,
  },
  gone: { reason: 'is gone: Kratos has no identity with this id any more', hint: 'plan again', again: true },
  'refused-gone': {
    reason: '{words}',
    bare: 'Kratos refused it',
    hint: 'the identity is gone: plan again',
    again: true,
  },
  refused: { reason: '{words}', bare: 'Kratos refused it', hint: '{advice}' },
  'effect-unknown': {
    reason: '{words}',
    bare: 'it was sent, and no answer says whether it was done',
    hint: 'its effect is not known: plan again',
    again: true,
  },
  'last-first-factor-kept': {
    reason: '{words}',
    bare: 'Kratos keeps the last way to sign in',
    hint: 'give the person another way in first, or take the deletion out of the file',
  },
  conflict: {
    reason: 'conflicts with identity {id} ({management})',
    bare: 'conflicts with another identity',
    hint: 'plan again: the plan finds collisions',
    again: true,
  },
  'conflict-with-unknown': {
    reason: 'conflicts with an identity that cannot be found by a login identifier or external_id',
    hint: 'another identity holds one of the addresses, or holds an identifier that its own traits no longer have',
  },
  'traits-refused': {
    reason: 'the traits would not fit the identity schema: {path}: {problem}',
    bare: 'the traits would not fit the identity schema',
    hint: 'nothing was sent; plan again',
    again: true,
  },
  'document-refused': {
    reason: 'the traits do not fit the identity schema: {path}: {problem}',
    bare: 'the traits do not fit the identity schema',
    hint: 'nothing was sent; correct the document and plan again',
    again: true,
  },
  'identifiers-would-stay': {
    reason: 'people could still sign in with identifiers that no trait yields: removing them needs {version}',
    hint: 'nothing was sent to {server}; change the identifier instead, and plan again',
    again: true,
  },
  'not-as-asked': { reason: 'Kratos accepted the write, but live does not have the requested values' },
  'put-not-as-asked': {
    reason: 'Kratos accepted the write, but live does not have the requested values',
    hint: 'read the identity in Kratos, then plan again',
    again: true,
  },
  'deletion-not-as-asked': {
    reason: 'Kratos accepted the deletion, but the live credentials are not the expected ones',
  },
  'identifiers-torn': {
    reason: 'written, but the login identifiers in Kratos are not those of the traits',
    hint: 'another client wrote at the same time; if the identifiers stay, only deleting and creating the identity frees them',
  },
  'put-unreadable': {
    reason: 'Kratos accepts credentials only with the whole identity, and idctl cannot read a part of it',
    hint: 'nothing was sent; plan again',
    again: true,
  },
  'put-inexact': {
    reason: 'Kratos accepts credentials only with the whole identity, and one of its numbers would lose digits',
    hint: 'nothing was sent; first store that number as a text, or with fewer digits, in Kratos',
  },
  'hash-refused': { reason: 'hashed_password: {problem}', bare: 'hashed_password is not one that Kratos accepts' },
  'secret-no-text': { reason: 'a secret must be one text', hint: 'correct the reference' },
  'no-invites-file': { reason: 'there is no file for invites', hint: 'give --invites FILE' },
  'invited-still-owed': { reason: 'invited, but its mark still owes an invitation: {cause}', hint: '{advice}' },
  'written-not-invited': { reason: 'written, but not invited: {cause}', hint: '{advice}' },
  'created-not-invited': { reason: 'created, but not invited: {cause}', hint: '{advice}' },
  'sessions-perhaps-alive': { reason: 'written, but its sessions may still be alive: {cause}', hint: '{advice}' },
  'credential-perhaps-there': {
    reason: 'written, but a credential that should be deleted may still be there: {cause}',
    hint: '{advice}',
  },
  'mark-still-owes': { reason: 'everything is done, but the mark still lists it as owed: {cause}', hint: '{advice}' },
  'stands-aside': {
    reason: 'still has a temporary value from a swap: {cause}',
    hint: 'the mark records what is still to do: plan and apply again',
  },
  'perhaps-there': {
    reason:
      'not created: the listing has fewer identities than Kratos counts, so this one may exist already, and no unique value would prevent a second one',
    hint: 'plan again; with an external_id or a login identifier, Kratos itself would refuse a second one',
    again: true,
  },
  'not-there': {
    reason: 'Kratos answered that the identity was created, but it does not exist',
    hint: 'plan again',
    again: true,
  },
  'there-unread': { reason: 'the identity exists, but could not be read: {cause}', hint: '{advice}' },
  'created-otherwise': {
    reason: 'created, but live does not have the requested values',
    hint: 'plan again',
    again: true,
  },
  'exists-otherwise': {
    reason: 'exists already, but live does not have the requested values',
    hint: 'plan again',
    again: true,
  },
  'made-twice': {
    reason: 'created as {id}, but {others} the same key: another run created it at the same time',
    hint: '{release} keeps one under management; delete the released one if nobody uses it. With an external_id or a login identifier, Kratos refuses a second one',
  },
  'perhaps-made-twice': {
    reason: 'created, but whether another identity carries the same key could not be read: {cause}',
    hint: '{advice}',
  },
  'needs-failed': {
    reason: 'needs the change of "{key}", which was not done',
    bare: 'needs another change, which was not done',
  },
  'needs-aside-failed': {
    reason: 'needs "{key}" to move aside, which was not done',
    bare: 'needs somebody else to move aside, which was not done',
  },
  'needs-missing': { reason: 'needs another change, which does not come before it in the plan' },
  'not-started': { reason: '{why}', bare: 'the run stopped before' },
  'interrupted-before-start': { reason: 'the run was interrupted' },
  'failure-limit': {
    reason: 'the limit of {limit} failures was reached',
    bare: 'the limit of failures was reached',
  },
  'interrupted-unfinished': { reason: 'interrupted before it was finished', hint: 'plan again', again: true },
  aborted: { reason: 'aborted while it was under way', hint: 'plan again to see its effect', again: true },
  'operation-failed': { reason: '{message}', bare: 'a request failed', hint: '{advice}' },
  'own-failure': { reason: 'idctl itself failed' },
} as const satisfies Readonly<
  Record<string, { readonly reason: string; readonly bare?: string; readonly hint?: string; readonly again?: true }>
>

export type EndingCode = keyof typeof endings

type Names<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never

type Texts<C extends EndingCode> = (typeof endings)[C]

/** The placeholders in the texts of a code. A hint that consists only of `{advice}` is optional. */
export type Details<C extends EndingCode> = {
  readonly [Name in
    | Names<Texts<C>['reason']>
    | Exclude<Texts<C> extends { hint: infer Hint } ? Names<Hint> : never, 'advice'>]: string
} & { readonly advice?: Texts<C> extends { hint: '{advice}' } ? string | undefined : never }

/** `Details` as a rest parameter: optional for a code without required placeholders. */
export type DetailsOf<C extends EndingCode> =
  Record<never, never> extends Details<C> ? [details?: Details<C>] : [details: Details<C>]

export interface EndingTexts<C extends EndingCode = EndingCode> {
  readonly code: C
  readonly reason: string
  readonly hint?: string
}

/** The texts of a code with its placeholders filled in. */
export function endingTexts<C extends EndingCode>(code: C, ...[details]: DetailsOf<C>): EndingTexts<C> {
  const values: Readonly<Record<string, string | undefined>> = { ...details }
  const { reason, hint }: { readonly reason: string; readonly hint?: string } = endings[code]
  const filled = (text: string) => fill(text, (name) => values[name] ?? '')
  const isAbsent = hint === undefined || (hint === '{advice}' && values['advice'] === undefined)
  return { code, reason: filled(reason), ...present({ hint: isAbsent ? undefined : filled(hint) }) }
}

/** Replaces in one pass, so that a `{name}` inside a value is not taken for a placeholder. */
function fill(text: string, detail: (name: string) => string): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => detail(name))
}

/** The texts of a code without its details: its `bare` reason, else `stand` in place of every detail. */
export function endingWithoutDetails(
  code: EndingCode,
  stand: string,
): { readonly reason: string; readonly hint?: string } {
  const { reason, bare, hint }: { readonly reason: string; readonly bare?: string; readonly hint?: string } =
    endings[code]
  const without = (text: string) => fill(text, () => stand)
  return { reason: bare ?? without(reason), ...present({ hint: hint === undefined ? undefined : without(hint) }) }
}

/** Whether the reason of a code has details, which are lost where only the code is kept. */
export function hasDetails(code: EndingCode): boolean {
  return endings[code].reason.includes('{')
}

/** Whether the hint of a code already says to plan again, so that a hint about the mark is not needed. */
export function asksForPlan(code: string): boolean {
  return isEndingCode(code) && 'again' in endings[code]
}

export function isEndingCode(code: string): code is EndingCode {
  return Object.hasOwn(endings, code)
}
