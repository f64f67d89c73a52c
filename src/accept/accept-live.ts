import type { Config } from '../config/types.ts'
import { parseFolder } from '../desired/parse.ts'
import type { Variables } from '../desired/reference-values.ts'
import { readSchemas, resolveDocuments } from '../desired-state.ts'
import type { LiveSource } from '../live/ports.ts'
import type { Acceptance } from '../model/acceptance.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { IdentityKey, LiveIdentity } from '../model/identity.ts'
import type { JsonPointer } from '../model/json.ts'
import { sensitivePaths } from '../model/sensitive.ts'
import { compareFields } from '../reconcile/diff/compare-fields.ts'
import { declaredNames } from '../reconcile/diff/declared-names.ts'
import { arrangeDiagnostics } from '../source/diagnostics.ts'
import { targetsOf } from './accepted-values.ts'
import { editFile, type FileEdit } from './edit-file.ts'
import { explainFields } from './explain-field.ts'
import { findPair, matchPolicyOf } from './find-pair.ts'
import { movedLeaves } from './moved-leaves.ts'
import { proveEdit } from './prove-edit.ts'

export interface AcceptOptions {
  readonly key: IdentityKey
  /** Empty: all that drifted. */
  readonly pointers: readonly JsonPointer[]
  /** The environment, for `${env:…}` in documents. */
  readonly variables: Variables
  readonly signal: AbortSignal
  readonly onRead?: (identities: number) => void
}

/**
 * Works out how the live values of one identity come into its document; writes nothing, to neither
 * side. With an error among the diagnostics there is no edit. What cannot be read completely throws `IdctlError` (exit 6).
 */
export async function acceptLive(
  config: Config,
  source: LiveSource,
  options: AcceptOptions,
): Promise<{ readonly acceptance: Acceptance; readonly edit?: FileEdit }> {
  const parsed = parseFolder(config, { variables: options.variables, resolveSecrets: false })
  const nothing = (diagnostics: readonly Diagnostic[]) => ({
    acceptance: {
      key: options.key,
      target: config.server?.target ?? '',
      workspace: config.workspace,
      accepted: [],
      notes: [],
      diagnostics: arrangeDiagnostics(diagnostics, parsed.secretLines),
    },
  })
  if (parsed.diagnostics.some(isError)) return nothing(parsed.diagnostics)
  const { schemas, diagnostics: ofSchemas } = await readSchemas(config, source, options.signal)
  const server = { schemas, abilities: await source.abilities(options.signal) }
  const { identities, diagnostics } = resolveDocuments(config, parsed.documents, server)
  const warnings = [...parsed.diagnostics, ...ofSchemas, ...diagnostics]
  if (warnings.some(isError)) return nothing(warnings)

  const list = (): AsyncIterable<readonly LiveIdentity[]> => counted(source.list(options.signal), options.onRead)
  const found = await findPair(identities, list(), matchPolicyOf(config, server), options.key)
  if (found.pair === undefined) return nothing([...warnings, ...found.diagnostics])
  const { pair } = found
  const policy = { schemas, sensitive: sensitivePaths(config.sensitive) }
  const { diff } = compareFields(pair, policy)
  const moved = movedLeaves(pair, diff, options.pointers)
  const { targets, diagnostics: impossible } = targetsOf(pair, moved.leaves, config.schema_aliases)
  const refusals = [...moved.diagnostics, ...impossible]
  if (refusals.length > 0 || targets.length === 0) return nothing([...warnings, ...refusals])

  const edited = editFile(config, pair.desired.origin, targets)
  if ('diagnostics' in edited) return nothing([...warnings, ...edited.diagnostics])
  const proof = await proveEdit({
    config,
    variables: options.variables,
    parsed,
    identities,
    pair,
    policy,
    server,
    targets,
    edited,
    list,
  })
  if ('diagnostics' in proof) return nothing([...warnings, ...proof.diagnostics])
  const accepted = explainFields(moved.leaves, pair, proof.desired, targets, policy.sensitive)
  const declared = declaredNames(
    accepted.map(({ path }) => path),
    schemas,
  )
  const { origin } = pair.desired
  return {
    acceptance: { ...nothing(warnings).acceptance, origin, accepted, notes: proof.notes, declared },
    edit: edited,
  }
}

async function* counted(
  pages: AsyncIterable<readonly LiveIdentity[]>,
  onRead: AcceptOptions['onRead'],
): AsyncGenerator<readonly LiveIdentity[]> {
  let identities = 0
  for await (const page of pages) {
    identities += page.length
    onRead?.(identities)
    yield page
  }
}

function isError({ severity }: Diagnostic): boolean {
  return severity === 'error'
}
