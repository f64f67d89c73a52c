import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlags } from '../cli/flags.ts'

export default class Fmt extends BaseCommand {
  static override summary = 'Format YAML files: order, quotes and indentation; comments stay.'
  static override description =
    `Brings idctl.yaml, documents and _defaults.yaml into one layout: two spaces, members of documents in the order of the reference, texts plain or in double quotes. Values, comments and blank lines stay, and a plan is the same before and after. A file with mistakes is left and told (exit 3), and so is one that cannot be formatted safely; JSON files are left. Works offline.`
  static override examples = [
    '<%= config.bin %> fmt',
    '<%= config.bin %> fmt identities/sales idctl.yaml',
    { description: 'In a pipeline: exit 2 if a file is not formatted', command: '<%= config.bin %> fmt --check' },
  ]
  static override args = {
    file: Args.string({
      name: 'file',
      multiple: true,
      ignoreStdin: true,
      description: 'A file, or a folder with files; without one, everything that idctl reads.',
    }),
  }
  static override flags = {
    check: Flags.boolean({
      summary: 'Write nothing; list the files that are not formatted, and exit 2 if there are any.',
    }),
    mask: configFlags.mask,
    config: configFlags.config,
    env: configFlags.env,
    identities: configFlags.identities,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Fmt)
    const output = this.open(flags)
    const config = await this.readConfig(flags, true)
    if (config === undefined) return
    const { formatFiles } = await import('../cli/fmt.ts')
    const { stop: signal } = this.listenForSignals()
    const { context } = this
    const request = { context, output, config, signal, named: args.file ?? [], check: flags.check }
    this.finish(await formatFiles(request))
  }
}
