import picomatch from 'picomatch'
import type { ApplyContext } from './apply/context.ts'
import { executeChanges } from './apply/executor.ts'
import { findByKeys } from './apply/population.ts'
import { openCheckout } from './checkout/open-checkout.ts'
import type { Config } from './config/types.ts'
import { fingerprintOfHash } from './desired/hash-fingerprint.ts'
import { checkPasswordHash } from './desired/password-hash.ts'
import { secretResolver } from './desired/secrets.ts'
import { validateIdentities } from './desired/validate.ts'
import { type ReadOptions, readDesired, readLocally, readServerFacts } from './desired-state.ts'
import { IdctlError } from './errors.ts'
import { readFolderAtHand } from './folder-at-hand.ts'
import { ownMark } from './identity/live-document.ts'
import type { Inventory } from './inventory/inventory.ts'
import { withInventoryProblem } from './inventory/report-problem.ts'
import { countIdentities } from './live/count-identities.ts'
import type { LiveSource, LiveTarget } from './live/ports.ts'
import { findLostDocuments } from './lost-documents.ts'
import { madeFrom } from './made-from.ts'
import { type CalendarDay, dayOf } from './model/calendar-day.ts'
import { type Change, hasEffect } from './model/change.ts'
import type { Diagnostic } from './model/diagnostic.ts'
import type { IdentityKey, LiveIdentity } from './model/identity.ts'
import { type Consents, type NoPlan, type Plan, type PlanHead, type Planned, plannedChanges } from './model/plan.ts'
import type { Report } from './model/report.ts'
import { sensitivePaths } from './model/sensitive.ts'
import type { PlanPlace } from './planfile/lines.ts'
import { openPlanFile } from './planfile/read.ts'
import { clocksOf, clockWarnings } from './reconcile/clocks.ts'
import type { KeyCommand } from './reconcile/decide/decide-key-command.ts'
import type { IdCommand } from './reconcile/decide/id-context.ts'
import { missingRequired, requiredLosses } from './reconcile/decide/rules/required.ts'
import { declaredNames, pathsOf } from './reconcile/diff/declared-names.ts'
import type { KnownKeys } from './reconcile/known-keys.ts'
import { decideAll } from './reconcile/plan/decide-all.ts'
import { decideByIds } from './reconcile/plan/decide-by-id.ts'
import { judgeGuards } from './reconcile/plan/guard.ts'
import { lostPlaces } from './reconcile/plan/lost-places.ts'
import { orderChanges } from './reconcile/plan/order.ts'
import { selectChanges } from './reconcile/plan/select.ts'
import { summarise } from './reconcile/plan/summary.ts'
import { createWitnessCollector, type WitnessCollector } from './reconcile/plan/witness.ts'
import type { Policy } from './reconcile/policy.ts'
import { indexDocuments } from './reconcile/returned.ts'
import { refuseOtherServer, refusePlan, refuseRequiredLosses } from './refuse-plan.ts'
import { collectDiagnostics } from './source/diagnostics.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** What is going on, for a progress line. */
export type ProgressEvent =
  | { readonly kind: 'read-files'; readonly files: number; readonly documents: number }
  | { readonly kind: 'read-live'; readonly identities: number }

export interface PlanOptions {
  readonly consents: Consents
  /** Glob on key or origin. */
  readonly only?: string
  /** Keys that may claim an identity of another workspace. */
  readonly takeOver: readonly IdentityKey[]
  /** Keys of adopted identities whose credentials the files may write. */
  readonly writeCredentials?: readonly IdentityKey[]
  /** The environment, for `${env:…}` in documents, and for git. */
  readonly variables: Variables
  /** By the same clock as that of the connection. */
  readonly now: Date
  readonly signal: AbortSignal
  readonly onProgress?: (event: ProgressEvent) => void
  /** Reads the files within this: nothing else of the process runs meanwhile, and a signal must end it all the same. */
  readonly whileReading?: <T>(read: () => T) => T
  /** Find out whether the files are those of the commit, for a plan that is kept. */
  readonly asksTree?: boolean
  /** `--ways-in`: say of every identity how its person can sign in. */
  readonly waysIn?: boolean
  /** `--inventory`: who was applied before, whatever live shows. */
  readonly inventory?: KnownKeys
  /** For `judgeDrift`: also what it has to know of live; ids of unmanaged identities only when asked for. */
  readonly drift?: { readonly unmanaged: boolean }
  /** `idctl adopt KEY…`, `idctl release KEY…`, `idctl invite KEY…`: these and nothing else. */
  readonly keyCommand?: KeyCommand
  /** `idctl adopt [KEY] --id UUID`, `idctl release --id UUID…`: these, without asking who else is who. */
  readonly idCommand?: IdCommand
}

/**
 * Files and live identities in, plan out; read-only on both sides. With an error in the files, or in how they meet live, there is
 * no plan. What cannot be read completely throws `IdctlError` (exit 6).
 */
export async function computePlan(config: Config, source: LiveSource, options: PlanOptions): Promise<Planned> {
  const isSelected = selectorOf(options.only)
  const head = headOf(config, options)
  const { keyCommand, idCommand } = options
  const diagnostics = collectDiagnostics()
  const noPlan = (): NoPlan => ({ ok: false, head, diagnostics: diagnostics.arranged() })
  const desired = await readDesired(config, source, readOptionsOf(options), diagnostics)
  if (desired === undefined) return noPlan()

  const { identities, folder, server } = desired
  const required = keyCommand || idCommand ? [] : requiredOf(config)
  const clocks = () => clocksOf(options.now, source.serverTime())
  if (!diagnostics.hasErrors) diagnostics.add(missingRequired(identities, required, clocks()))
  const opened = await openCheckout(config, options)
  diagnostics.add(opened.diagnostics)
  if (diagnostics.hasErrors) return noPlan()

  const { checkout } = opened
  const documents = indexDocuments(identities)
  const policy = policyOf(config, { ...server, clocks, documents, ...(checkout && { checkout }) }, options)
  const named = idCommand && (await source.read(idCommand.ids, options.signal))
  const files = await madeFrom(config, folder, opened, options.asksTree === true)
  const witness = createWitnessCollector()
  const pages = withWitness(countIdentities(source.list(options.signal), onRead(options)), witness, config.workspace)
  const decided =
    idCommand && named
      ? await decideByIds(identities, { named, pages }, policy, idCommand)
      : await decideAll(identities, pages, policy, keyCommand)
  // By id, two may have one key: nothing orders them.
  const ordered = idCommand
    ? { changes: decided.changes, diagnostics: [] }
    : orderChanges(decided.changes, decided.needs, decided.asides)
  if (!keyCommand && !idCommand) {
    diagnostics.supersede(await findLostDocuments(config, folder, decided.changes, options))
  }
  diagnostics.add(clockWarnings(clocks()))
  diagnostics.add(decided.diagnostics)
  diagnostics.add(validateIdentities(decided.created, server.schemas, { complete: true }))
  diagnostics.add(ordered.diagnostics)
  diagnostics.add(requiredLosses(ordered.changes, config.required, decided.formerKeys))
  if (diagnostics.hasErrors) return noPlan()

  const changes = selectChanges(ordered.changes, isSelected)
  const lost = lostPlaces(ordered.changes, identities)
  const { disabled } = decided
  const plan: Plan = {
    ...head,
    summary: summarise(changes, decided.unchanged, decided.unmanaged),
    ...(files && { made_from: files }),
    witness: witness.pick(changes),
    changes,
    managed: decided.managed,
    guards: judgeGuards(ordered.changes, decided.managed, config.guards, options.consents, { lost, disabled }),
    diagnostics: diagnostics.arranged(),
    declared: declaredNames(pathsOf(changes), server.schemas),
    ...(options.waysIn === true && { access: decided.access.filter(isSelected) }),
    ...(decided.drift && { drift: decided.drift }),
  }
  return { ok: true, plan }
}

export interface DocumentCheck {
  readonly files: number
  readonly documents: number
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Everything that can be said about the folder without a server: with local schemas only, as for a creation.
 *
 * @param today With it, days that are too far away are mistakes.
 */
export function checkDocuments(config: Config, variables: Variables, today?: CalendarDay): DocumentCheck {
  const diagnostics = collectDiagnostics()
  const { folder, identities } = readLocally(config, { variables, today }, diagnostics)
  if (!diagnostics.hasErrors) diagnostics.add(missingRequired(identities, requiredOf(config)))
  return { files: folder.files, documents: folder.documents.length, diagnostics: diagnostics.arranged() }
}

/** Creations a request that are finished before an interrupt is obeyed: a second or two, also where passwords are hashed. */
const watchedBatchSize = 25

export interface ApplyOptions
  extends Pick<
    ApplyContext,
    | 'newId'
    | 'random'
    | 'sleep'
    | 'concurrency'
    | 'maxFailures'
    | 'stop'
    | 'abort'
    | 'onStart'
    | 'onOutcome'
    | 'invites'
  > {
  /** Nothing can refuse the plan any more, and nothing of it has run: resolves when the run may begin. */
  readonly onBegin?: (plan: { readonly digest: string; readonly changes: number }) => Promise<void>
  /** Consents given now; they count beside those that the plan records. */
  readonly consents: Consents
  readonly variables: Variables
  /** The plan was made a moment ago, from the listing of this run: nobody whom it creates is looked up before. */
  readonly isFresh?: boolean
  /** Somebody was asked since, for however long: the URL may lead elsewhere by now. */
  readonly hasWaited?: boolean
  /** Somebody watches, and may want to stop it: creations go in batches that are small enough for that. */
  readonly isWatched?: boolean
  /** `--inventory`: learns who was applied. The one that the plan was made with, or a fresh one; for this run only. */
  readonly inventory?: Inventory
}

/**
 * Executes a saved plan and nothing else. Everything that can be refused is refused before the first
 * write: format, digest, target, workspace, another server at the same URL, guards, invites without a place, people of the inventory who are gone and
 * whom the plan would create unawares. Throws `IdctlError` (exit `refused`, or as
 * reading schemas does); rejects with the reason of `stop` when that is aborted before the first write.
 */
export async function applyPlanFile(
  place: PlanPlace,
  config: Config,
  live: { readonly source: LiveSource; readonly target: LiveTarget },
  options: ApplyOptions,
): Promise<Report> {
  const { inventory } = options
  const created = new Set<IdentityKey>()
  let stillDone = 0
  let restsOnFolder = false
  const plan = await openPlanFile(place, (change) => {
    if (change.blocked !== undefined && hasEffect(change)) stillDone += 1
    if (change.action === 'create' && !change.blocked) created.add(change.key)
    restsOnFolder ||= 'alike' in change && change.alike !== undefined && hasEffect(change)
    inventory?.consider(change)
  })
  refusePlan(plan, config, { consents: options.consents, hasInvitesFile: options.invites !== undefined })
  await refuseRequiredLosses(plan, config)
  const { schemas, abilities } = await readServerFacts(config, live.source, options.stop)
  options.stop.throwIfAborted()
  const changes = plannedChanges(plan.footer.summary) + stillDone
  const isKnown = options.isFresh === true && options.hasWaited !== true
  if (changes > 0 && !isKnown) await refuseOtherServer(plan, live.source, options.stop)
  const existing = options.isFresh ? undefined : await findByKeys(live.source, config.workspace, created, options.stop)
  const folder = restsOnFolder ? readFolderAtHand(config, { schemas, abilities }, options.variables) : undefined
  // Last, for it opens a file that only the run below closes.
  await inventory?.begin(() => live.source.list(options.stop))
  const execute = async (): Promise<Report> => {
    await options.onBegin?.({ digest: plan.digest, changes })
    return executeChanges(plan.changes(), {
      ...options,
      ...live,
      workspace: config.workspace,
      schemas,
      abilities,
      ...(existing && { existing }),
      ...(folder && { folder }),
      removal: config.removal,
      secrets: secretResolver(config, options.variables),
      checkPasswordHash,
      batchSize: options.isWatched ? Math.min(abilities.batchSize, watchedBatchSize) : abilities.batchSize,
      fingerprintOfHash,
      // Two batches keep Kratos busy, more gain nothing. A batch of one is an ordinary write, so as many as of those
      // run at once.
      batchesInFlight: abilities.batchSize === 1 ? options.concurrency : Math.min(2, options.concurrency),
    })
  }
  const report = await execute().finally(() => inventory?.close())
  return inventory === undefined ? report : withInventoryProblem(report, inventory)
}

function readOptionsOf({ variables, signal, now, whileReading, onProgress }: PlanOptions): ReadOptions {
  return {
    variables,
    signal,
    today: dayOf(now),
    onFiles: ({ files, documents }) => onProgress?.({ kind: 'read-files', files, documents: documents.length }),
    ...(whileReading && { whileReading }),
  }
}

function onRead({ onProgress }: PlanOptions): (identities: number) => void {
  return (identities) => onProgress?.({ kind: 'read-live', identities })
}

async function* withWitness(
  pages: AsyncIterable<readonly LiveIdentity[]>,
  witness: WitnessCollector,
  workspace: string,
): AsyncGenerator<readonly LiveIdentity[]> {
  for await (const page of pages) {
    for (const one of page) witness.see(one.id, ownMark(one, workspace) !== undefined)
    yield page
  }
}

function policyOf(
  config: Config,
  server: Pick<Policy, 'schemas' | 'abilities' | 'clocks' | 'documents' | 'checkout'>,
  options: PlanOptions,
): Policy {
  const adopted = options.keyCommand?.command === 'adopt' ? options.keyCommand.keys : []
  return {
    workspace: config.workspace,
    ...server,
    adopt: config.adopt,
    adoptKeys: new Set(adopted),
    takeOver: new Set(options.takeOver),
    rebind: new Set(
      options.keyCommand?.command === 'adopt' && options.keyCommand.rebind ? options.keyCommand.keys : [],
    ),
    ...(config.display && { display: config.display }),
    writeCredentials: new Set(options.writeCredentials),
    removal: config.removal,
    partialFolder: config.partialFolder,
    expiryNoticeMs: config.expiryNoticeMs,
    waysIn: options.waysIn === true,
    ...(options.inventory && { known: options.inventory }),
    ...(options.drift && { drift: options.drift }),
    sensitive: sensitivePaths(config.sensitive),
  }
}

function selectorOf(only: string | undefined): (change: Pick<Change, 'key' | 'origin'>) => boolean {
  if (only === undefined) return () => true
  if (only === '') {
    const hint = 'give a glob on keys or files, or leave --only out'
    throw new IdctlError('the pattern of --only is empty', { exit: 'usage', plain: true, hint })
  }
  const matches = picomatch(only)
  return ({ key, origin }) => matches(key) || (origin !== undefined && matches(origin.file))
}

function headOf(config: Config, options: PlanOptions): PlanHead {
  return {
    target: config.server?.target ?? '',
    workspace: config.workspace,
    ...(options.only === undefined ? {} : { selection: options.only }),
    ...(options.writeCredentials === undefined ? {} : { write_credentials: options.writeCredentials }),
    consents: options.consents,
  }
}

/**
 * With a part of the folder (`--identities`) nothing is required: the document of a missing key may be in another part.
 */
function requiredOf({ required, partialFolder }: Config): Config['required'] {
  return partialFolder ? [] : required
}
