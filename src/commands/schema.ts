import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { serverFlags } from '../cli/flags.ts'
import type { ReadOnlyConnection } from '../live/connect.ts'
import type { IdentitySchemaSource } from '../model/identity.ts'

export default class Schema extends BaseCommand {
  static override summary = 'Pull the identity schemas, and let editors complete and check documents.'
  static override description =
    `Writes the identity schemas of the server beside the documents, where validate and the sandbox use them. From them it makes schemas for editors in .idctl-editor, which complete traits, settings and idctl.yaml and mark mistakes, and adds the lines to .vscode/settings.json that lead there; everything else in that file stays. A schema that people wrote or changed is never written over without --overwrite. Without a server, or with the sandbox, it uses the local schemas.`
  static override examples = [
    '<%= config.bin %> schema',
    { description: 'In a pipeline: exit 2 if a file is not up to date', command: '<%= config.bin %> schema --check' },
    { description: 'Without asking the server', command: '<%= config.bin %> schema --offline' },
  ]
  static override flags = {
    check: Flags.boolean({
      summary: 'Write nothing; exit 2 if something would be written, or differs from the server.',
    }),
    offline: Flags.boolean({ summary: 'Ask no server: use the schemas that are there.' }),
    overwrite: Flags.boolean({ summary: 'Write over files that people wrote or changed, too.' }),
    ...serverFlags,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Schema)
    const output = this.open(flags)
    const config = await this.readConfig(flags, flags.offline)
    if (config === undefined) return
    const [{ isBehind, setUpSchemas }, { renderFilesAs }, { readOnlyServer }] = await Promise.all([
      import('../cli/schema.ts'),
      import('../cli/render.ts'),
      import('../cli/server.ts'),
    ])
    const [isCheck, overwrite] = [flags.check === true, flags.overwrite === true]
    const { stop } = this.listenForSignals()
    const asks = flags.offline !== true && config.server?.kind === 'kratos'
    if (!asks && flags.offline !== true) output.talk('No server to ask: the local schemas are used.')
    const live = asks ? await this.#pull(() => readOnlyServer(config, output), stop) : undefined
    const found = await setUpSchemas({ config, live, isCheck, overwrite })
    await output.result(renderFilesAs(found, output))
    this.finish(isCheck && isBehind(found) ? 'differs' : 'ok')
  }

  async #pull(open: () => Promise<ReadOnlyConnection>, signal: AbortSignal): Promise<readonly IdentitySchemaSource[]> {
    const { source, close } = await open()
    try {
      return await source.schemas(signal)
    } finally {
      await close()
    }
  }
}
