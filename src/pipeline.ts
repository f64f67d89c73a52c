import { openCheckout } from './checkout/open-checkout.ts'
import type { Config } from './config/types.ts'
import type { ReplacedFiles } from './desired/files/read-file.ts'
import { keyPlaces } from './desired/judge/key-places.ts'
import { validateCreations } from './desired/judge/validate.ts'
import { rememberFolder } from './desired/same-folder.ts'
import { type DesiredState, type ReadOptions, readDesiredAndServer, readLocally } from './desired-state.ts'
import { IdctlError } from './errors.ts'
import type { PlanBasis } from './folder-at-hand.ts'
import type { Pause } from './in-pieces.ts'
import type { LiveSource } from './live/ports.ts'
import { reportProgress } from './live/report-progress.ts'
import { findLostDocuments } from './lost-documents.ts'
import { madeFrom } from './made-from.ts'
import { type CalendarDay, dayOf } from './model/calendar-day.ts'
import type { Change } from './model/change.ts'
import { restsOnFolder } from './model/change-parts.ts'
import type { Diagnostic } from './model/diagnostic.ts'
import type { IdentityKey } from './model/identity.ts'
import type { Consents, NoPlan, Plan, PlanHead, Planned } from './model/plan.ts'
import { present, unlessEmpty } from './model/present.ts'
import { sensitivePaths } from './model/sensitive.ts'
import { told } from './model/told.ts'
import type { Variables } from './model/variables.ts'
import { clocksOf, clockWarnings } from './reconcile/clocks.ts'
import { globOnPeople } from './reconcile/decide/names-of-command.ts'
import { declaredNames, pathsOf } from './reconcile/diff/declared-names.ts'
import { nameLeaves } from './reconcile/evidence/name-leaves.ts'
import { indexDocuments } from './reconcile/evidence/returned.ts'
import type { KnownKeys } from './reconcile/known-keys.ts'
import { watchWaysIn } from './reconcile/plan/access.ts'
import { comparedIn, createDriftCollector } from './reconcile/plan/collect-drift.ts'
import { judgeGuards, limitOf } from './reconcile/plan/guard.ts'
import { lostPlaces } from './reconcile/plan/lost-places.ts'
import { missingRequired, requiredLosses } from './reconcile/plan/required.ts'
import { selectChanges } from './reconcile/plan/select.ts'
import { type NamedOnly, strategyOf } from './reconcile/plan/strategy.ts'
import { summarise } from './reconcile/plan/summary.ts'
import { watchInventory } from './reconcile/plan/watch-inventory.ts'
import { watchOrigins } from './reconcile/plan/watch-origins.ts'
import { watchUnopened } from './reconcile/plan/watch-unopened.ts'
import type { Watcher } from './reconcile/plan/watcher.ts'
import { createWitnessCollector } from './reconcile/plan/witness.ts'
import type { Policy } from './reconcile/policy.ts'
import { createRuleJudge } from './rules/judge.ts'
import { collectDiagnostics } from './source/diagnostics.ts'

/** Progress of a plan, for a progress line. */
export type ProgressEvent =
  | { readonly kind: 'read-document'; readonly documents: number }
  | { readonly kind: 'read-files'; readonly files: number; readonly documents: number }
  | { readonly kind: 'check-document'; readonly done: number; readonly all: number }
  /** At the beginning, with none, and after each page. */
  | { readonly kind: 'read-live'; readonly identities: number }
  /** The listing is complete: `done` of the documents that are left are decided. */
  | { readonly kind: 'decide'; readonly done: number; readonly all: number }
  | { readonly kind: 'arrange'; readonly done: number; readonly all: number }

export interface PlanOptions {
  readonly consents: Consents
  /** Glob on key or origin. */
  readonly only?: string
  /** Keys that may claim an identity of another workspace. */
  readonly takeOver: readonly IdentityKey[]
  /** Keys of adopted identities whose credentials the files may write. */
  readonly writeCredentials?: readonly IdentityKey[]
  /** The folder is read as it would be with this text in one file: a plan to find out what that would mean. */
  readonly replaced?: ReplacedFiles
  /** The environment, for `${env:…}` in documents, and for git. */
  readonly variables: Variables
  /** From the same clock as the connection's. */
  readonly now: Date
  readonly signal: AbortSignal
  /** Between the pieces of long work, so that answers can come in; absent: a turn of the event loop. */
  readonly pause?: Pause
  readonly onProgress?: (event: ProgressEvent) => void
  /** Gets what the plan rests on, for an execution that follows at once. */
  readonly onBasis?: (basis: PlanBasis) => void
  /** Find out whether the files equal those of the commit, for a plan that is saved. */
  readonly asksTree?: boolean
  /** `--ways-in`: report for every identity how its person can sign in. */
  readonly waysIn?: boolean
  /** `--inventory`: who was applied before, even if live does not show them. */
  readonly inventory?: KnownKeys
  /**
   * For `judgeDrift`: also collect what it needs of live. Only if asked for: ids of unmanaged identities, and of those whom a run over a part
   * of the folder compares.
   */
  readonly drift?: { readonly unmanaged: boolean; readonly compared?: boolean }
  /**
   * `idctl adopt KEY…`, `idctl release KEY…`, `idctl invite KEY…`: these and nothing else. `idctl adopt [KEY] --id
   * UUID`, `idctl release --id UUID…`: these, without matching anybody else. Absent: the whole folder.
   */
  readonly named?: NamedOnly
}

/**
 * Computes a plan from files and live identities; writes to neither. With an error in the files, or in matching them
 * with live, there is no plan.
 * @throws IdctlError (exit 6) if something cannot be read completely
 */
export async function computePlan(config: Config, source: LiveSource, options: PlanOptions): Promise<Planned> {
  const ending = new AbortController()
  const signal = AbortSignal.any([options.signal, ending.signal])
  try {
    return await computing(config, source, { ...options, signal })
  } finally {
    ending.abort()
  }
}

async function computing(config: Config, source: LiveSource, options: PlanOptions): Promise<Planned> {
  const isSelected = selectorOf(options.only, config.identities)
  const head = headOf(config, options)
  const strategy = strategyOf(options.named)
  const diagnostics = collectDiagnostics()
  const noPlan = (): NoPlan => ({ ok: false, head, diagnostics: diagnostics.arranged() })
  const list = () => source.list(options.signal)
  const everybody = list()
  // Not beside the other questions: `--concurrency` is the most requests of all kinds at once.
  const onServer = (): void => {
    if (strategy.isWhole) everybody.begin?.()
  }
  const memory = options.onBasis && rememberFolder(config)
  const reading = readDesiredAndServer(config, source, { ...readOptionsOf(options), memory, onServer }, diagnostics)
  const desired = withoutDocuments(await reading)
  if (desired === undefined) return noPlan()

  const { identities, lacking, folder, server } = desired
  const clocks = () => clocksOf(options.now, source.serverTime())
  if (strategy.isWhole && !diagnostics.hasErrors) {
    diagnostics.add(missingRequired(identities, requiredOf(config), clocks()))
  }
  // Drift is what is different in live, whatever the rules say of the folder.
  const judge = ruleJudge(options.drift === undefined ? config : { ...config, rules: [] }, dayOf(options.now))
  if (!diagnostics.hasErrors) diagnostics.add(judge.folder(identities))
  const opened = await openCheckout(config, options)
  diagnostics.add(opened.diagnostics)
  if (diagnostics.hasErrors) return noPlan()

  const documents = indexDocuments(identities, nameLeaves(server.schemas, config.display))
  const files = new Set(identities.map(({ origin }) => origin.file))
  const facts = { ...server, clocks, documents, files, ...present({ checkout: opened.checkout }) }
  const policy = { ...policyOf(config, facts, options), ...strategy.asked(identities, config.identities, config.adopt) }
  const byId = strategy.ids.length === 0 ? new Map() : await source.read(strategy.ids, options.signal)
  const made_from = await madeFrom(config, folder, opened, options.asksTree === true)
  const listing = watchListing(policy, options, isSelected)
  const origins = watchOrigins()
  const progress = options.onProgress ? [watchProgress(identities.length, options.onProgress)] : []
  onRead(options)(0)
  const pages = reportProgress(everybody, onRead(options))
  const decided = await strategy.decide({ identities, byId, pages, again: list }, policy, [
    ...listing.watchers,
    origins,
    ...progress,
  ])
  const ordered = strategy.order(decided)
  if (strategy.isWhole) {
    const access = { ...options, hasFormerOrigins: origins.former.size > 0 }
    diagnostics.supersede(await findLostDocuments(config, folder, decided.changes, access))
  }
  diagnostics.add(clockWarnings(clocks()))
  diagnostics.add(listing.warnings())
  diagnostics.add(decided.diagnostics)
  diagnostics.add(validateCreations(decided.created, lacking, server.schemas, keyPlaces(config)))
  diagnostics.add(ordered.diagnostics)
  diagnostics.add(requiredLosses(ordered.changes, config.required))
  if (diagnostics.hasErrors) return noPlan()

  const changes = selectChanges(ordered.changes, isSelected)
  const formerOrigins = strategy.isWhole ? origins.former.size : 0
  const summary = summarise(changes, decided.unchanged, decided.unmanaged, formerOrigins)
  diagnostics.add(judge.plan(changes, summary))
  if (diagnostics.hasErrors) return noPlan()

  const lost = lostPlaces(ordered.changes, [...files, ...origins.former.values()])
  const { inert } = decided
  const plan: Plan = {
    ...head,
    ...present({ made_from }),
    ...listing.found({ changes, managed: decided.managed }),
    summary,
    changes,
    managed: decided.managed,
    guards: judgeGuards(ordered.changes, decided.managed, config.guards, options.consents, { lost, inert }),
    ...present({ rules: unlessEmpty(judge.verdicts()) }),
    diagnostics: diagnostics.arranged(),
    declared: declaredNames(pathsOf(changes), server.schemas),
  }
  const basis = memory && changes.some(restsOnFolder) ? { isSame: memory.isSame, documents } : undefined
  options.onBasis?.({ server, ...present({ folder: basis }) })
  return { ok: true, plan }
}

/** The identities have all that the documents say: while everybody is listed, nobody needs both. */
function withoutDocuments(desired: DesiredState | undefined) {
  if (desired === undefined) return undefined
  const { documents: _documents, ...folder } = desired.folder
  return { ...desired, folder }
}

export interface DocumentCheck {
  readonly files: number
  readonly documents: number
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Checks everything about the folder that needs no server: with local schemas only, as for a creation.
 *
 * @param today If given, days that are too far away are mistakes.
 */
export function checkDocuments(config: Config, variables: Variables, today?: CalendarDay): DocumentCheck {
  const diagnostics = collectDiagnostics()
  const { folder, identities } = readLocally(config, { variables, today }, diagnostics)
  if (!diagnostics.hasErrors) {
    diagnostics.add(missingRequired(identities, requiredOf(config)))
    diagnostics.add(ruleJudge(config, today).folder(identities))
  }
  return { files: folder.files, documents: folder.documents.length, diagnostics: diagnostics.arranged() }
}

function ruleJudge(config: Config, today: CalendarDay | undefined) {
  const { rules, environment: env = '', server, partialFolder } = config
  return createRuleJudge(rules, { today, env, target: server?.target ?? '', partialFolder })
}

/** The keys of the documents that can be read, whatever is wrong with the others. Offline. */
export function keysOf(config: Config, variables: Variables): readonly string[] {
  return readLocally(config, { variables }, collectDiagnostics()).identities.map(({ key }) => key)
}

function readOptionsOf({ variables, signal, pause, now, onProgress, replaced }: PlanOptions): ReadOptions {
  return {
    variables,
    replaced,
    signal,
    pause,
    today: dayOf(now),
    onDocument: (documents) => onProgress?.({ kind: 'read-document', documents }),
    onFiles: ({ files, documents }) => onProgress?.({ kind: 'read-files', files, documents: documents.length }),
    onCheck: (done, all) => onProgress?.({ kind: 'check-document', done, all }),
  }
}

function onRead({ onProgress }: PlanOptions): (identities: number) => void {
  return (identities) => onProgress?.({ kind: 'read-live', identities })
}

/** The watchers that see each listed identity, and what they add to the plan afterwards. */
function watchListing(policy: Policy, { waysIn, drift, inventory, only }: PlanOptions, isSelected: Selector) {
  const witness = createWitnessCollector(policy.workspace)
  const unopened = watchUnopened(policy.workspace)
  const ways = waysIn === true ? watchWaysIn(policy) : undefined
  const isPart = only !== undefined || policy.partialFolder
  const isCompared = drift?.compared && isPart ? comparedIn(policy, isSelected) : undefined
  const collector = drift && createDriftCollector(policy, { unmanaged: drift.unmanaged, isCompared })
  const known = inventory && watchInventory(inventory, policy.workspace)
  const found = ({ changes, managed }: Found): Pick<Plan, 'witness' | 'access' | 'drift'> => ({
    witness: witness.pick(changes),
    ...present({ access: ways?.found().filter(isSelected), drift: collector?.facts(managed) }),
  })
  const watchers = [witness, unopened, ways, collector, known].filter((one) => one !== undefined)
  return { watchers, warnings: unopened.warnings, found }
}

/** Most documents are decided while the listing is read; the others after it. */
function watchProgress(documents: number, onProgress: (event: ProgressEvent) => void): Watcher {
  let decided = 0
  let before: number | undefined
  return {
    sawAll() {
      before = decided
    },
    take(pair) {
      if (pair.kind === 'live-only') return
      decided += 1
      if (before !== undefined) onProgress({ kind: 'decide', done: decided - before, all: documents - before })
    },
    arranged: (done, all) => onProgress({ kind: 'arrange', done, all }),
  }
}

interface Found {
  readonly changes: readonly Change[]
  readonly managed: number
}

function policyOf(
  config: Config,
  facts: Pick<Policy, 'schemas' | 'abilities' | 'clocks' | 'documents' | 'files' | 'checkout'>,
  options: PlanOptions,
): Omit<Policy, 'adoptKeys' | 'rebind'> {
  const { workspace, adopt, display, removal, partialFolder, expiryNoticeMs } = config
  return {
    workspace,
    ...facts,
    adopt,
    takeOver: new Set(options.takeOver),
    ...present({ display, known: options.inventory }),
    writeCredentials: new Set(options.writeCredentials),
    removal,
    limitOrConsent: (guard, managed) => options.consents[guard] ?? limitOf(guard, config.guards[guard], managed).limit,
    partialFolder,
    readFolders: config.identities,
    expiryNoticeMs,
    sensitive: sensitivePaths(config.sensitive),
    privileged: config.privileged,
  }
}

type Selector = (change: Pick<Change, 'key' | 'origin'>) => boolean

function selectorOf(only: string | undefined, folders: readonly string[]): Selector {
  if (only === undefined) return () => true
  if (only === '') {
    const hint = told`give a glob on keys or files, or leave --only out`
    throw new IdctlError(told`the pattern of --only is empty`, { exit: 'usage', hint })
  }
  const fits = globOnPeople(only, folders)
  return ({ key, origin }) => fits({ key, file: origin?.file })
}

function headOf(config: Config, options: PlanOptions): PlanHead {
  return {
    target: config.server?.target ?? '',
    workspace: config.workspace,
    ...present({ selection: options.only, write_credentials: options.writeCredentials }),
    consents: options.consents,
  }
}

/**
 * With a part of the folder (`--identities`) nothing is required: the document of a missing key may be in another part.
 */
function requiredOf({ required, partialFolder }: Config): Config['required'] {
  return partialFolder ? [] : required
}
