import type { Config } from '../../config/types.ts'
import { readDesiredAndServer } from '../../desired-state.ts'
import type { Pause } from '../../in-pieces.ts'
import type { LiveSource } from '../../live/ports.ts'
import { reportProgress } from '../../live/report-progress.ts'
import type { Acceptance } from '../../model/acceptance.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { IdentityKey, LiveIdentity } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { sensitivePaths } from '../../model/sensitive.ts'
import type { Variables } from '../../model/variables.ts'
import { compareFields } from '../../reconcile/diff/compare-fields.ts'
import { declaredNames } from '../../reconcile/diff/declared-names.ts'
import { collectDiagnostics } from '../../source/diagnostics.ts'
import { targetsOf } from './accepted-values.ts'
import { editFile, type FileEdit } from './edit-file.ts'
import { explainFields } from './explain-field.ts'
import { findPair, matchPolicyOf } from './find-pair.ts'
import { movedLeaves } from './moved-leaves.ts'
import type { PlanOf } from './next-plan.ts'
import { proveEdit } from './prove-edit.ts'

export interface EditOptions {
  readonly key: IdentityKey
  /** Empty: all leaves that drifted. */
  readonly pointers: readonly JsonPointer[]
  /** The environment, for `${env:…}` in documents. */
  readonly variables: Variables
  readonly signal: AbortSignal
  /** Between the pieces of long work. */
  readonly pause?: Pause | undefined
  readonly onRead?: (identities: number) => void
}

/**
 * Computes the edit that brings the live values of one identity into its document; writes nothing, neither to the file
 * nor to the server. With an error among the diagnostics there is no edit.
 *
 * @param plan proves that nobody is worse off afterwards
 * @throws IdctlError (exit 6) if something cannot be read completely
 */
export async function workOutEdit(
  config: Config,
  source: LiveSource,
  options: EditOptions,
  plan: PlanOf,
): Promise<{ readonly acceptance: Acceptance; readonly edit?: FileEdit }> {
  const diagnostics = collectDiagnostics()
  const nothing = (because: readonly Diagnostic[] = []) => {
    diagnostics.add(because)
    return { acceptance: acceptanceOf(config, options.key, diagnostics.arranged()) }
  }
  const state = await readDesiredAndServer(config, source, options, diagnostics)
  if (state === undefined || diagnostics.hasErrors) return nothing()

  const { identities, folder, server } = state
  const list = (): AsyncIterable<readonly LiveIdentity[]> => reportProgress(source.list(options.signal), options.onRead)
  const found = await findPair(identities, list(), matchPolicyOf(config, server), options.key)
  if (found.pair === undefined) return nothing(found.diagnostics)
  const { pair } = found
  const policy = { schemas: server.schemas, sensitive: sensitivePaths(config.sensitive) }
  const { diff } = compareFields(pair, policy)
  const moved = movedLeaves(pair, diff, options.pointers)
  const { targets, diagnostics: impossible } = targetsOf(pair, moved.leaves, config.schema_aliases)
  const refusals = [...moved.diagnostics, ...impossible]
  if (refusals.length > 0 || targets.length === 0) return nothing(refusals)

  const edited = editFile(config, pair.desired.origin, targets)
  if ('diagnostics' in edited) return nothing(edited.diagnostics)
  const proof = await proveEdit({
    config,
    variables: options.variables,
    documents: folder.documents,
    identities,
    pair,
    policy,
    server,
    targets,
    edited,
    list,
    plan,
  })
  if ('diagnostics' in proof) return nothing(proof.diagnostics)
  const accepted = explainFields(moved.leaves, pair, proof.desired, targets, policy.sensitive)
  const declared = declaredNames(
    accepted.map(({ path }) => path),
    server.schemas,
  )
  const { origin } = pair.desired
  return {
    acceptance: { ...nothing().acceptance, origin, accepted, notes: proof.notes, declared },
    edit: edited,
  }
}

/** An acceptance of nothing, to start from. */
function acceptanceOf({ server, workspace }: Config, key: IdentityKey, diagnostics: readonly Diagnostic[]): Acceptance {
  return { key, target: server?.target ?? '', workspace, accepted: [], notes: [], diagnostics }
}
