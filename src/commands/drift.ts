import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { driftExit } from '../cli/exit-codes.ts'
import { configFlags, planFlags } from '../cli/flags.ts'

export default class Drift extends BaseCommand {
  static override summary = 'Show what moved live since the last apply. Exits 2 on drift. Only reads.'
  static override description =
    `What somebody changed in Kratos since the last apply, apart from what is merely pending in the files. Made for a nightly check. Fields in mode observe are reported and do not count as drift.`
  static override examples = ['<%= config.bin %> drift', '<%= config.bin %> drift --json --env prod']
  static override flags = {
    'include-observed': Flags.boolean({ summary: 'Exit 2 for differences of observed fields, too.' }),
    ...planFlags,
    ...configFlags,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Drift)
    const output = this.open(flags)
    const config = await this.readConfig(flags)
    if (config === undefined) return
    const [{ readOnlyServer }, { planFor }, { renderDriftAs }, { createSnippetReader }] = await Promise.all([
      import('../cli/server.ts'),
      import('../cli/planning.ts'),
      import('../cli/render.ts'),
      import('../cli/snippet.ts'),
    ])
    const { stop: signal } = this.listenForSignals()
    const server = await readOnlyServer(config)
    const plan = await planFor(this.context, output, { config, source: server.source, flags, signal }).finally(
      server.close,
    )
    await output.result(renderDriftAs(plan, output, createSnippetReader(config.root)))
    this.finish(driftExit(plan, flags['include-observed']))
  }
}
