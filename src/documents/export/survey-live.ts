import type { Config } from '../../config/types.ts'
import { newFileReader } from '../../desired/new-files.ts'
import { ownMark } from '../../identity/live-document.ts'
import { reportProgress } from '../../live/report-progress.ts'
import { type Diagnostic, isError } from '../../model/diagnostic.ts'
import type { Exported, LeftOut } from '../../model/exported.ts'
import type { DesiredDocument, DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import { present } from '../../model/present.ts'
import { sensitivePaths } from '../../model/sensitive.ts'
import type { Variables } from '../../model/variables.ts'
import { isGlob } from '../../reconcile/decide/names-of-command.ts'
import type { MatchPolicy } from '../../reconcile/match/match.ts'
import type { ServerFacts } from '../../server-facts.ts'
import { matchPolicyOf } from '../accept/find-pair.ts'
import type { Candidate } from './candidate.ts'
import { keyPatterns, type Scope } from './choose.ts'
import { candidateCollector } from './collect-candidates.ts'
import type { Destination } from './destination.ts'
import { type Accounts, matchAccounts } from './find-accounts.ts'
import { judgePlaceholders } from './path-template.ts'
import type { ProofContext } from './prove-document.ts'
import type { DocumentFormat } from './render-documents.ts'
import { type ToUpdate, updateCollector } from './update/update-collector.ts'

export interface State {
  readonly server: ServerFacts
  /** The documents beside which the new ones will stand, and the same ones keyed. */
  readonly documents: readonly DesiredDocument[]
  readonly identities: readonly DesiredIdentity[]
}

export interface SurveyRequest {
  readonly config: Config
  readonly state: State
  readonly scope: Scope
  readonly patterns: readonly string[]
  /** Id of the schema on the server. */
  readonly schemaId?: string
  readonly update?: boolean
  readonly destination: Destination
  readonly format: DocumentFormat
  readonly variables: Variables
  readonly onRead?: (identities: number) => void
}

/** Who is meant, by one listing. */
export interface Survey {
  readonly context: ProofContext
  /** With which the accounts were found. */
  readonly match: MatchPolicy
  readonly accounts: Accounts
  /** Those who have no document. */
  readonly candidates: readonly Candidate[]
  readonly left: readonly LeftOut[]
  readonly passed: Exported['passed']
  readonly toUpdate?: ToUpdate
  /** Marks of this workspace in the whole listing. */
  readonly managed: number
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads all live identities: finds the documents of those who have one, and makes documents of the others.
 * @throws IdctlError (exit 6) if something cannot be read completely; (exit `usage`) for a placeholder that fits nothing
 */
export async function surveyLive(
  request: SurveyRequest,
  list: () => AsyncIterable<readonly LiveIdentity[]>,
): Promise<Survey> {
  const { config, state, patterns: given, onRead } = request
  const { context, whom } = preparedBy(request)
  const patterns = keyPatterns(given, config.identities)
  const patternsOnManaged = keyPatterns(given, config.identities)
  const collector = candidateCollector(config, { ...whom, patterns, patternsOnManaged }, request.destination, context)
  const rules = { policy: context.policy, aliases: config.schema_aliases }
  const updates = request.update
    ? updateCollector(config, state.identities, { ...whom, patterns: given }, rules)
    : undefined
  const match = { ...matchPolicyOf(config, state.server), ...present({ adoptKeys: updates?.adoptKeys }) }
  let managed = 0
  const { accounts, missing, diagnostics } = await matchAccounts(
    state.identities,
    reportProgress(list(), onRead),
    match,
    {
      onLive(live) {
        if (ownMark(live, config.workspace) !== undefined) managed += 1
        collector.take(live)
      },
      ...present({ onPair: updates?.take }),
    },
  )
  const idle = patterns.idle().filter((pattern) => updates?.idle().includes(pattern) !== false)
  const { candidates, left, passed, managed: ours, named, idleOnManaged } = collector.found()
  const documented = new Set(accounts.values())
  const passedOver = given.length === 0 ? ours : []
  const toUpdate = updates?.found(accounts, missing, named)
  return {
    ...{ context, match, accounts, managed },
    candidates: candidates.filter(({ id }) => !documented.has(id)),
    left: left.filter(({ id }) => !documented.has(id)),
    passed: {
      ...passed,
      documented: toUpdate?.right ?? [...candidates, ...left].filter(({ id }) => documented.has(id)).length,
      managed: passedOver.length,
      undocumented: passedOver.filter((id) => !documented.has(id)).length,
    },
    ...present({ toUpdate }),
    // Plans tell, too, where it is not clear whose document is whose; a document must not follow anybody then.
    diagnostics: [
      ...idle.map((pattern) => unknownPattern(pattern, request.scope, !idleOnManaged.includes(pattern))),
      ...(updates ? diagnostics.filter(isError) : []),
    ],
  }
}

function preparedBy({ config, state: { server }, destination, format, variables, scope, schemaId }: SurveyRequest) {
  const policy = { schemas: server.schemas, sensitive: sensitivePaths(config.sensitive) }
  const schemas = server.schemas.ids.flatMap((id) => server.schemas.get(id) ?? [])
  if (destination.kind === 'files') judgePlaceholders(destination.template, schemas, policy.sensitive)
  const read = newFileReader(config, { variables, schemas: server.schemas })
  return { context: { config, server, policy, format, read }, whom: { scope, ...present({ schemaId }) } }
}

function unknownPattern(pattern: string, scope: Scope, isManaged: boolean): Diagnostic {
  const whose = scope === 'all' ? '' : `${scope} `
  return {
    severity: 'error',
    code: 'IDC540',
    summary: `no ${whose}live identity ${isGlob(pattern) ? `matches "${pattern}"` : `has the key "${pattern}"`}`,
    hint: hintFor(pattern, scope, isManaged),
  }
}

function hintFor(pattern: string, scope: Scope, isManaged: boolean): string {
  if (isManaged) {
    return `${isGlob(pattern) ? 'everybody whom it matches is' : 'this one is'} managed already: use --managed or --all`
  }
  const more = scope === 'managed' ? '; --all means people without a mark, too' : ''
  return isGlob(pattern)
    ? `globs go over keys, and over the files of people who have a mark; * stops at each /, ** goes on; write them in quotes${more}`
    : `the key is the external_id, else the first login identifier${more}`
}
