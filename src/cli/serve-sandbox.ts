import { once } from 'node:events'
import { IdctlError } from '../errors.ts'
import { present } from '../model/present.ts'
import { makeOwnFolderOf } from '../records/private-files/private-folder.ts'
import { type ProfileName, type Sandbox, SandboxError, startSandbox } from '../sandbox/index.ts'
import type { CliContext } from './context.ts'
import { readFaults, readSchemaFolder, readSettings, schemasAtHand } from './sandbox-options.ts'

/** The parsed flags of `idctl sandbox`. */
export interface SandboxChoice {
  readonly port: number
  readonly profile: ProfileName
  readonly schemas?: string | undefined
  readonly 'default-schema'?: string | undefined
  readonly settings?: string | undefined
  readonly file?: string | undefined
  readonly population?: number | undefined
  readonly 'api-key'?: string | undefined
  readonly faults?: string | undefined
}

/** Serves a sandbox until `stop` is aborted. Throws `IdctlError` when it cannot start. */
export async function serveSandbox(
  choice: SandboxChoice,
  context: CliContext,
  stop: AbortSignal,
  onReady: (sandbox: Sandbox) => Promise<void>,
): Promise<void> {
  const sandbox = await start(choice, context)
  try {
    if (choice.population !== undefined) await sandbox.populate({ count: choice.population })
    await onReady(sandbox)
    if (!stop.aborted) await once(stop, 'abort')
  } catch (error) {
    throw explained(error)
  } finally {
    await sandbox.stop()
  }
}

async function start(choice: SandboxChoice, context: CliContext): Promise<Sandbox> {
  const { port, profile, file } = choice
  if (file !== undefined) await makeOwnFolderOf(file)
  try {
    return await startSandbox({
      port,
      profile,
      schemas: choice.schemas === undefined ? schemasAtHand(context) : readSchemaFolder(choice.schemas),
      settings: {
        ...(choice.settings === undefined ? {} : readSettings(choice.settings)),
        ...present({ default_schema_id: choice['default-schema'] }),
      },
      ...present({ file, apiKey: choice['api-key'] }),
      ...(choice.faults !== undefined && { faults: readFaults(choice.faults) }),
    })
  } catch (error) {
    throw explained(error)
  }
}

function explained(error: unknown): unknown {
  if (!(error instanceof SandboxError)) return error
  return new IdctlError(`the sandbox cannot start: ${error.message}`, { exit: 'error', hint: error.hint, cause: error })
}
