import { dirname } from 'node:path'
import { findConfig } from '../config/find.ts'
import { type ConfigRequest, loadConfig } from '../config/load.ts'
import type { Config } from '../config/types.ts'
import { renderDiagnostics } from '../render/human/diagnostics.ts'
import { maskDiagnostics } from '../render/masking/mask-diagnostics.ts'
import { refusedBySandbox } from '../server-facts.ts'
import type { CliContext } from './context.ts'
import type { Output } from './output.ts'
import { renderFileProblemsAs } from './render.ts'
import { createSnippetReader } from './snippet.ts'

/** The parsed flags that choose a configuration. */
export interface ConfigChoice {
  readonly config?: string | undefined
  readonly env?: string | undefined
  readonly 'admin-url'?: string | undefined
  /** `''` when the flag has no file. */
  readonly sandbox?: string | undefined
  readonly identities?: string | undefined
}

/**
 * Reads idctl.yaml with flags and environment applied. Its errors, and those of schemas that the embedded sandbox cannot load,
 * are shown as the command's result, and the return value is `undefined`. Warnings go to stderr.
 *
 * @param options What the command does not need: a server (`offline`), or the folder of documents.
 */
export async function readConfig(
  context: CliContext,
  output: Output,
  flags: ConfigChoice,
  { offline = false, withoutFolder = false }: Pick<ConfigRequest, 'offline' | 'withoutFolder'>,
): Promise<Config | undefined> {
  const { cwd, env: variables } = context
  const { config, diagnostics } = loadConfig({
    cwd,
    config: flags.config,
    env: flags.env,
    adminUrl: flags['admin-url'],
    sandbox: flags.sandbox === '' ? true : flags.sandbox,
    identities: flags.identities,
    variables,
    offline,
    withoutFolder,
  })
  const refused = config?.server?.kind === 'sandbox' && !offline ? refusedBySandbox(config) : []
  // Masking diagnostics here needs no privacy key, which is read later from beside idctl.yaml.
  const found = [...diagnostics, ...refused]
  const problems = output.masked ? maskDiagnostics(found) : found
  const readSnippet = createSnippetReader(dirname(findConfig(cwd, flags.config) ?? cwd))
  if (config !== undefined && refused.length === 0) {
    if (problems.length > 0) output.talk(renderDiagnostics(problems, output.errorStyle, readSnippet))
    return config
  }
  const file = config === undefined ? 'configuration' : 'schemas'
  await output.result(renderFileProblemsAs(file, problems, output, readSnippet))
  return undefined
}
