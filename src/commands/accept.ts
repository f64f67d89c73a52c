import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlags } from '../cli/flags.ts'

export default class Accept extends BaseCommand {
  static override summary = 'Write live values that moved into the document, which keeps its comments and order.'
  static override description =
    `The other answer to drift: what somebody changed in Kratos becomes what the file says, and the next plan is quiet about it. Takes all values of one document that moved live since the last apply, or those at or below the pointers, observed ones included. Writes into the document itself, also where the value came from a _defaults.yaml or an alias; a value from a reference is refused. Talks to the server only to read. Asks on a terminal only.`
  static override examples = [
    '<%= config.bin %> accept ada',
    {
      description: 'One value, or all below one',
      command: '<%= config.bin %> accept ada /traits/name/first /metadata_public',
    },
  ]
  static override args = {
    key: Args.string({
      required: true,
      ignoreStdin: true,
      description: 'Key of an identity, as `idctl drift` shows it.',
    }),
    pointer: Args.string({
      multiple: true,
      ignoreStdin: true,
      description: 'What to accept, like /traits/name. [default: all that moved live]',
    }),
  }
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask, also not on a terminal.' }),
    ...configFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Accept)
    const output = this.open(flags)
    const config = await this.readConfig(flags)
    if (config === undefined) return
    const [{ readOnlyServer }, { showAskAccept }] = await Promise.all([
      import('../cli/server.ts'),
      import('../cli/accept.ts'),
    ])
    const { stop: signal } = this.listenForSignals()
    const { source, close } = await readOnlyServer(config, output)
    const { context } = this
    const request = { context, output, config, source, signal, key: args.key, pointers: args.pointer ?? [] }
    try {
      this.finish(await showAskAccept({ ...request, asks: !flags.yes }))
    } finally {
      await close()
    }
  }
}
