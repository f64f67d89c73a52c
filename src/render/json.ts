import type { Acceptance, AcceptedField } from '../model/acceptance.ts'
import type { Change, FieldChange } from '../model/change.ts'
import { asideOf, idOf, invitationOf, isUpdate, replacedBy, updateDisables, waitsOf } from '../model/change-parts.ts'
import type { CredentialChange } from '../model/credentials.ts'
import type { Diagnostic, SourceLocation } from '../model/diagnostic.ts'
import type { Exported } from '../model/exported.ts'
import type { Formatting } from '../model/formatting.ts'
import { type Access, type NoPlan, noChanges, type Plan, type PlanHead } from '../model/plan.ts'
import { present } from '../model/present.ts'
import type { PrivilegedValues } from '../model/privileged.ts'
import type { Outcome } from '../model/report.ts'
import { inReadingOrder } from './diagnostic-order.ts'
import type { FailureFound, SandboxFound, ToldReport } from './format.ts'
import { formatVersion } from './format-version.ts'
import { jsonParts, LongList } from './json-parts.ts'
import type { ShownPlan } from './masking/shown-plan.ts'
import type { ChangeShape, LeafShape, PrivilegedShape } from './shapes/change.ts'
import type { HeadShape } from './shapes/plan.ts'
import type { Members } from './shapes/results.ts'
import type { OriginShape } from './shapes/values.ts'

/** Options of a document. */
export interface JsonShape {
  /** Says in the document that its values are masked (`--mask`). */
  readonly masked?: boolean
}

/** Lists that may be long are written item by item. */
type InParts<Members, Long extends keyof Members> = Omit<Members, Long> & {
  readonly [Name in Long]: Members[Name] extends readonly (infer Item extends object)[] ? LongList<Item> : never
}

/** A plan as one JSON document, in parts. */
export function planJsonParts(plan: ShownPlan, shape: JsonShape = {}): Iterable<string> {
  return documentParts(planMembers(plan), shape)
}

/** When errors prevent a plan: the same members, empty, so that readers need no special case. */
export function renderNoPlanJson({ head, diagnostics }: NoPlan, shape: JsonShape = {}): string {
  const members: Members<'plan'> = {
    ...planHead(head),
    summary: noChanges,
    changes: [],
    guards: [],
    ...problemsOf({ diagnostics }),
  }
  return document(members, shape)
}

function planMembers(plan: ShownPlan): InParts<Members<'plan'>, 'changes'> {
  return {
    ...planHead(plan),
    summary: plan.summary,
    privileged: plan.privileged,
    changes: new LongList(() => mapped(plan.changes, changeOf)),
    ways_in: plan.access?.map(accessOf),
    guards: plan.guards,
    ...problemsOf(plan),
  }
}

export function renderReportJson(told: ToldReport, place: PlaceOfRun, shape: JsonShape = {}): string {
  return [...reportJsonParts(told, place, shape)].join('')
}

type PlaceOfRun = Pick<Plan, 'target' | 'workspace'>

/** The outcome of each change, in parts; with the plan when it was made for this run and is in no file. */
export function reportJsonParts(
  { report, facts }: ToldReport,
  place: PlaceOfRun,
  { plan, ...shape }: JsonShape & { readonly plan?: ShownPlan } = {},
): Iterable<string> {
  const members: InParts<Omit<Members<'report'>, 'plan'>, 'outcomes'> & { readonly plan: object | undefined } = {
    target: place.target,
    workspace: place.workspace,
    run: facts.run,
    shard: facts.shard,
    summary: report.counts,
    interrupted: report.interrupted,
    unavailable: report.unavailable,
    outcomes: new LongList(() => mapped(report.outcomes, outcomeOf)),
    problems: report.problems,
    plan: plan && planMembers(plan),
  }
  return documentParts(members, shape)
}

/** The diagnostics of `validate`, and how much it checked. */
export function renderCheckJson(
  check: { files: number; documents: number; diagnostics: readonly Diagnostic[] },
  shape: JsonShape = {},
): string {
  const members: Members<'check'> = { files: check.files, documents: check.documents, ...problemsOf(check) }
  return document(members, shape)
}

/** The files that `fmt` changed, would change and left, and why. */
export function renderFormattingJson(formatting: Formatting, shape: JsonShape = {}): string {
  const { checked, formatted, unformatted, left } = formatting
  const members: Members<'formatting'> = { checked, formatted, unformatted, left, ...problemsOf(formatting) }
  return document(members, shape)
}

/** What `accept` wrote into the file, or the diagnostics that stopped it. */
export function renderAcceptanceJson(acceptance: Acceptance, written: boolean, shape: JsonShape = {}): string {
  const { target, workspace, key, origin, accepted, notes } = acceptance
  const members: Members<'acceptance'> = {
    target,
    workspace,
    key,
    origin: originOf(origin),
    written,
    accepted: accepted.map((field) => acceptedOf(key, field)),
    notes,
    ...problemsOf(acceptance),
  }
  return document(members, shape)
}

function acceptedOf(
  key: string,
  { path, at, before, after, sensitive, note }: AcceptedField,
): Members<'acceptance'>['accepted'][number] {
  return { key, path, ...placeOf(at), before, after, sensitive, note }
}

/** What `export` has written and whom it has left out, or the diagnostics that stopped it. */
export function renderExportedJson(exported: Exported, shape: JsonShape = {}): string {
  const { target, workspace, documents, left, passed, update, interrupted } = exported
  const members: Members<'export'> = {
    target,
    workspace,
    documents: documents.map(({ fields, ...one }) => ({
      ...one,
      ...present({ fields: fields?.map((field) => acceptedOf(one.key, field)) }),
    })),
    left,
    passed,
    ...present({ update }),
    interrupted,
    ...problemsOf(exported),
  }
  return document(members, shape)
}

/** Diagnostics of a file that stopped the command before it checked anything else. */
export function renderProblemsJson(diagnostics: readonly Diagnostic[], shape: JsonShape = {}): string {
  const members: Members<'problems'> = problemsOf({ diagnostics })
  return document(members, shape)
}

/** Why a command failed. */
export function renderFailureJson(failure: FailureFound, shape: JsonShape = {}): string {
  const members: Members<'error'> = { error: failure }
  return document(members, shape)
}

/** One line without version, so that a script reads it while the sandbox runs. */
export function renderSandboxJson({ adminUrl, publicUrl, apiKey }: SandboxFound): string {
  const members: Members<'sandbox'> = { admin_url: adminUrl, public_url: publicUrl, api_key: apiKey }
  return `${JSON.stringify(members)}\n`
}

/** One JSON document with `format_version`. Ends with a line break. */
export function document(members: object, shape: JsonShape): string {
  return [...documentParts(members, shape)].join('')
}

function* documentParts(members: object, { masked }: JsonShape): Generator<string> {
  yield* jsonParts({ format_version: formatVersion, ...(masked === true && { masked }), ...members })
  yield '\n'
}

function* mapped<Item, Shape extends object>(items: Iterable<Item>, map: (item: Item) => Shape): Generator<Shape> {
  for (const item of items) yield map(item)
}

export function planHead(plan: PlanHead & Pick<Plan, 'made_from'>): HeadShape {
  const { target, workspace, selection, write_credentials, consents, made_from } = plan
  return { target, workspace, selection, write_credentials, consents, made_from }
}

/** The members that the format promises. A change has others, which only apply needs. */
export function changeOf(change: Change): ChangeShape {
  return {
    action: change.action,
    key: change.key,
    id: idOf(change),
    origin: originOf(change.origin),
    display: change.display,
    identifiers: change.identifiers,
    disables: updateDisables(change),
    reason: change.reason,
    fields: change.fields.map(fieldOf),
    released: change.released,
    observed: change.observed?.map(fieldOf),
    privileged: change.privileged?.map(privilegedOf),
    consequences: change.consequences.map(({ code, text }) => ({ code, text })),
    credentials: isUpdate(change) ? change.credential_changes?.map(credentialOf) : undefined,
    way_in: change.action === 'create' ? change.way_in : undefined,
    invite: inviteOf(change),
    recreates: change.action === 'create' ? change.recreates : undefined,
    former_id: change.action === 'create' ? change.former_id : undefined,
    replaces: change.action === 'create' ? change.replaces : undefined,
    replaced_by: replacedBy(change),
    blocked: change.blocked,
    waits: waitsShown(change),
    after: change.after,
    after_aside: change.after_aside,
    aside: asideOf(change),
  }
}

export function accessOf(access: Access): NonNullable<Members<'plan'>['ways_in']>[number] {
  return { ...access, origin: originOf(access.origin) }
}

function credentialOf(change: CredentialChange): NonNullable<ChangeShape['credentials']>[number] {
  const provider =
    change.step === 'link' ? change.link.provider : change.step === 'unlink' ? change.provider : undefined
  return { step: change.step, type: change.type, provider }
}

function inviteOf(change: Change): ChangeShape['invite'] {
  const invitation = invitationOf(change)
  return invitation && { send: invitation.send, lifetime: invitation.lifetime }
}

function waitsShown(change: Change): ChangeShape['waits'] {
  const waits = waitsOf(change)
  return waits && { ...waits, fields: waits.fields.map(fieldOf) }
}

export function fieldOf({ path, before, after, cause, sensitive }: FieldChange): LeafShape {
  return { path, before, after, cause, sensitive }
}

/** In the order in which it is read. */
export function privilegedOf(values: PrivilegedValues): PrivilegedShape {
  const { path, by, gained, lost, kept, cause, held, sensitive } = values
  return { path, by, gained, lost, kept, cause, held, sensitive }
}

export function originOf(origin: SourceLocation | undefined): OriginShape | undefined {
  return origin && placeOf(origin)
}

function placeOf({ file, line }: SourceLocation): OriginShape {
  return { file, ...(line > 0 && { line }) }
}

export function outcomeOf(outcome: Outcome): Members<'report'>['outcomes'][number] {
  return { ...outcome, origin: originOf(outcome.origin) }
}

export function problemsOf({ diagnostics }: { diagnostics: readonly Diagnostic[] }): Members<'problems'> {
  return { diagnostics: inReadingOrder(diagnostics).map(({ secret, toQuote, alike, openHint, ...shown }) => shown) }
}
