import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlags, keyArgs, planFlags } from '../cli/flags.ts'

export default class Adopt extends BaseCommand {
  static override summary = 'Start to manage existing identities: mark them and change nothing else.'
  static override description =
    `Finds the live identity of each document as a plan would, and marks it as managed by this workspace, also where the plan blocks the adoption because no address is verified. Its values, credentials and sessions stay as they are; the next plan shows what differs from the file. Asks on a terminal only: naming the keys is consent.`
  static override examples = ['<%= config.bin %> adopt ada', '<%= config.bin %> adopt ada grace --env prod']
  static override args = keyArgs
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask, also not on a terminal.' }),
    concurrency: planFlags.concurrency,
    ...configFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Adopt)
    const output = this.open(flags)
    const config = await this.readConfig(flags)
    if (config === undefined) return
    const [{ planFor }, execution] = await Promise.all([import('../cli/planning.ts'), this.execution(config, flags)])
    const { showAskExecute } = await import('../cli/execute.ts')
    const { source, close } = execution.live
    const keyCommand = { command: 'adopt', keys: args.key } as const
    try {
      const request = { config, source, flags: {}, signal: execution.interruption.stop, keyCommand }
      const plan = await planFor(this.context, output, request)
      this.finish(await showAskExecute(plan, flags.yes ? 'never' : 'on-terminal', execution))
    } finally {
      await close()
    }
  }
}
