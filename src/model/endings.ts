import { present } from './present.ts'

/**
 * Why apply did not complete a change: code → texts. Machines match the code, people read the texts, and `--mask` shows
 * the texts without the values of their placeholders. The codes are part of the JSON format: add codes, never rename one.
 * `again`: the hint says to plan again.
 */
export const endings = {
  moved: { reason: 'live is no longer what the plan saw', hint: 'plan again', again: true },
  'moved-meanwhile': { reason: 'live moved while it was written', hint: 'plan again', again: true },
  'mark-gone': { reason: 'it no longer carries the mark of this workspace', hint: 'plan again', again: true },
  'document-came-back': {
    reason: 'a document that came into the folder since may be its own',
    hint: 'plan again',
    again: true,
  },
  'folder-unusable': {
    reason: 'whether its document is there cannot be told, for the folder has mistakes',
    hint: '`idctl validate` names them; then plan again',
    again: true,
  },
  'document-left': {
    reason: 'the folder has no such document any more, or one of somebody else',
    hint: 'plan again',
    again: true,
  },
  'may-be-there': {
    reason:
      'identity {id} may be the same person: it has another key, and was not there, or another one, when the plan was made',
    hint: 'plan again',
    again: true,
  },
  'key-taken': {
    reason: 'identity {id} has its new key by now: it had another one, or was not there, when the plan was made',
    hint: 'plan again',
    again: true,
  },
  'disabled-again': { reason: 'it was disabled again since', hint: 'plan again', again: true },
  'removal-changed': {
    reason: 'idctl.yaml is another one than the plan was made with, and does not say that it goes so',
    hint: 'plan again',
    again: true,
  },
  'secret-moved': { reason: '{what} {why}', hint: 'plan again', again: true },
  gone: { reason: 'is gone: Kratos has no identity with this id any more', hint: 'plan again', again: true },
  'refused-gone': { reason: '{words}', hint: 'the identity is gone: plan again', again: true },
  refused: { reason: '{words}', hint: '{advice}' },
  'effect-unknown': { reason: '{words}', hint: 'its effect is not known: plan again', again: true },
  'last-first-factor-kept': {
    reason: '{words}',
    hint: 'give the person another way in first, or take the deletion out of the file',
  },
  conflict: {
    reason: 'conflicts with identity {id} ({management})',
    hint: 'plan again: collisions are found there',
    again: true,
  },
  'conflict-with-unknown': {
    reason: 'conflicts with an identity that no login identifier or external_id leads to',
    hint: 'an address, or an identifier that traits no longer show, is held by another identity',
  },
  'traits-refused': {
    reason: 'the traits would not fit the identity schema: {path}: {problem}',
    hint: 'nothing was sent; plan again',
    again: true,
  },
  'document-refused': {
    reason: 'the traits do not fit the identity schema: {path}: {problem}',
    hint: 'nothing was sent; correct the document and plan again',
    again: true,
  },
  'identifiers-would-stay': {
    reason: 'identifiers that no trait yields would go on signing in: taking them away needs {version}',
    hint: 'nothing was sent to {server}; change the identifier instead, and plan again',
    again: true,
  },
  'not-as-asked': { reason: 'Kratos took the write, but live is not as asked' },
  'put-not-as-asked': {
    reason: 'Kratos took the write, but live is not as asked',
    hint: 'read the identity in Kratos, then plan again',
    again: true,
  },
  'deletion-not-as-asked': { reason: 'Kratos took the deletion, but live is not as asked' },
  'identifiers-torn': {
    reason: 'written, but the login identifiers in Kratos are not those of the traits',
    hint: 'another writer interfered; if they stay, only deleting and creating the identity frees them',
  },
  'put-unreadable': {
    reason: 'Kratos takes credentials only with the whole identity, and a part of it cannot be held as it is',
    hint: 'nothing was sent; plan again',
    again: true,
  },
  'put-inexact': {
    reason: 'Kratos takes credentials only with the whole identity, and a number of it does not survive that',
    hint: 'nothing was sent; make that number a text, or shorter, in Kratos first',
  },
  'hash-refused': { reason: 'hashed_password: {problem}' },
  'secret-no-text': { reason: 'a secret must be one text', hint: 'correct the reference' },
  'no-invites-file': { reason: 'there is no file for invites', hint: 'give --invites FILE' },
  'invited-still-owed': { reason: 'invited, but its mark still owes an invitation: {cause}', hint: '{advice}' },
  'written-not-invited': { reason: 'written, but not invited: {cause}', hint: '{advice}' },
  'created-not-invited': { reason: 'created, but not invited: {cause}', hint: '{advice}' },
  'sessions-perhaps-alive': { reason: 'written, but its sessions may still be alive: {cause}', hint: '{advice}' },
  'credential-perhaps-there': {
    reason: 'written, but a credential that was to go may still be there: {cause}',
    hint: '{advice}',
  },
  'mark-still-owes': { reason: 'all done, but the mark still owes it: {cause}', hint: '{advice}' },
  'stands-aside': {
    reason: 'stands aside at a temporary value: {cause}',
    hint: 'the mark keeps what is to come: plan and apply again',
  },
  'perhaps-there': {
    reason:
      'not created: the listing has fewer identities than Kratos counts, so it may be there already, and nothing unique would keep it from being made twice',
    hint: 'plan again; with an external_id, or a login identifier, Kratos itself would refuse a second one',
    again: true,
  },
  'not-there': { reason: 'Kratos answered that it was created, but it is not there', hint: 'plan again', again: true },
  'there-unread': { reason: 'it is there, but could not be read: {cause}', hint: '{advice}' },
  'created-otherwise': { reason: 'created, but live is not as asked', hint: 'plan again', again: true },
  'exists-otherwise': { reason: 'exists already, but live is not as asked', hint: 'plan again', again: true },
  'made-twice': {
    reason: 'created as {id}, but {others} the same key: another run made that at the same moment',
    hint: '{release} leaves one; delete what was released if nobody uses it. With an external_id, or a login identifier, Kratos refuses a second one',
  },
  'perhaps-made-twice': {
    reason: 'created, but whether another identity carries the same key could not be read: {cause}',
    hint: '{advice}',
  },
  'needs-failed': { reason: 'needs the change of "{key}", which was not done' },
  'needs-aside-failed': { reason: 'needs "{key}" to move aside, which was not done' },
  'needs-missing': { reason: 'needs a change that the plan does not have before it' },
  'not-started': { reason: 'not started: {why}' },
  'interrupted-before-start': { reason: 'not started: interrupted' },
  'failure-limit': { reason: 'not started: the limit of {limit} failures was reached' },
  'interrupted-unfinished': { reason: 'interrupted before it was finished', hint: 'plan again', again: true },
  aborted: { reason: 'aborted while it was under way', hint: 'plan again to see its effect', again: true },
  'operation-failed': { reason: '{message}', hint: '{advice}' },
  'own-failure': { reason: 'idctl itself failed' },
} as const satisfies Readonly<
  Record<string, { readonly reason: string; readonly hint?: string; readonly again?: true }>
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

/** The texts of a code with `stand` in place of every detail. */
export function endingWithoutDetails(
  code: EndingCode,
  stand: string,
): { readonly reason: string; readonly hint?: string } {
  const { reason, hint }: { readonly reason: string; readonly hint?: string } = endings[code]
  const bare = (text: string) => fill(text, () => stand)
  return { reason: bare(reason), ...present({ hint: hint === undefined ? undefined : bare(hint) }) }
}

/** Whether the hint of a code already says to plan again, so that a hint about the mark is not needed. */
export function asksForPlan(code: string): boolean {
  return isEndingCode(code) && 'again' in endings[code]
}

export function isEndingCode(code: string): code is EndingCode {
  return Object.hasOwn(endings, code)
}
