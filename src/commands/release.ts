import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlags, keyArgs, planFlags } from '../cli/flags.ts'

export default class Release extends BaseCommand {
  static override summary = 'Stop managing identities: remove their marks and change nothing else.'
  static override description =
    `The identities stay as they are. One whose document is still in the folder would be adopted again by the next apply. Asks on a terminal only: naming the keys is consent.`
  static override examples = ['<%= config.bin %> release ada', '<%= config.bin %> release ada --protected']
  static override args = keyArgs
  static override flags = {
    protected: Flags.boolean({ summary: 'Let go of protected identities, too.' }),
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask, also not on a terminal.' }),
    concurrency: planFlags.concurrency,
    ...configFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Release)
    const output = this.open(flags)
    const config = await this.readConfig(flags)
    if (config === undefined) return
    const [{ planFor }, execution] = await Promise.all([import('../cli/planning.ts'), this.execution(config, flags)])
    const { showAskExecute } = await import('../cli/execute.ts')
    const { source, close } = execution.live
    const keyCommand = { command: 'release', keys: args.key, includeProtected: flags.protected } as const
    try {
      const request = { config, source, flags: {}, signal: execution.interruption.stop, keyCommand }
      const plan = await planFor(this.context, output, request)
      this.finish(await showAskExecute(plan, flags.yes ? 'never' : 'on-terminal', execution))
    } finally {
      await close()
    }
  }
}
