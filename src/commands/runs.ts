import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlags, reportFlags } from '../cli/flags.ts'
import { usage } from '../cli/named-ids.ts'
import { rootOf } from '../cli/root.ts'
import { told } from '../model/told.ts'

export default class Runs extends BaseCommand {
  static override summary = 'What earlier runs did: list them, or show one.'
  static override description =
    `Every apply, adopt, release and invite that executes something writes down which keys it changed and how that ended, in .idctl/runs beside idctl.yaml, without any values. With ID or --last, shows the changes of one run, and what was under way when it was killed. Works offline. The newest 100 runs are kept.`
  static override examples = [
    '<%= config.bin %> runs',
    { description: 'What was under way when the last run was cut off?', command: '<%= config.bin %> runs --last' },
  ]
  static override args = {
    id: Args.string({ name: 'id', ignoreStdin: true, description: 'A run, as the list names it, or its whole id.' }),
  }
  static override flags = {
    ...reportFlags,
    last: Flags.boolean({ summary: 'Show the newest run.' }),
    full: Flags.boolean({
      helpGroup: 'OUTPUT',
      summary: 'Show every change of the run; else those that did the same and are done fold into one line.',
    }),
    config: configFlags.config,
    mask: configFlags.mask,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Runs)
    const output = this.open(flags)
    if (args.id !== undefined && flags.last) {
      throw usage(told`ID and --last exclude each other`, told`see \`idctl runs --help\``)
    }
    if (flags.full && args.id === undefined && !flags.last) {
      throw usage(told`--full is about one run`, told`name it, or give --last`)
    }
    const root = rootOf(this.context, flags.config)
    await this.startMasking(root)
    const [{ listRuns, readRun }, { renderRunAs, renderRunsAs }] = await Promise.all([
      import('../records/runs/read-runs.ts'),
      import('../cli/render.ts'),
    ])
    if (args.id === undefined && !flags.last)
      await output.result(renderRunsAs(await listRuns(root), this.context.now(), output))
    else await output.result(renderRunAs(await readRun(root, args.id), output))
    this.finish('ok')
  }
}
