import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { failClasses } from '../cli/fail-on.ts'
import { wholePlanFlags } from '../cli/flags.ts'

export default class Plan extends BaseCommand {
  static override summary = 'Compute and show what apply would change. Only reads.'
  static override description =
    `Reads the folder and all live identities, and compares them field by field. Each difference says whether the file moved (pending), live moved (drift), or both. Nothing is written to the server.`
  static override examples = [
    { description: 'What would change?', command: '<%= config.bin %> plan' },
    { description: 'In a pull request: keep the plan', command: '<%= config.bin %> plan --env prod --out prod.plan' },
    {
      description: 'After the merge: execute exactly this one',
      command: '<%= config.bin %> apply prod.plan --env prod',
    },
    {
      description: 'In a pull request that must not remove anybody: exit 2 when it would',
      command: '<%= config.bin %> plan --fail-on removals,replacements,blocked',
    },
    {
      description: 'As a check: exit 2 when anything would change',
      command: '<%= config.bin %> plan --detailed-exitcode',
    },
  ]
  static override flags = {
    out: Flags.string({ helpValue: 'FILE', summary: 'Also write the plan to this file, for `show` and `apply`.' }),
    'encrypt-to': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'RECIPIENT',
      dependsOn: ['out'],
      summary: 'Encrypt the file of --out with age, for this recipient (age1…); may be repeated.',
    }),
    'detailed-exitcode': Flags.boolean({ summary: 'Exit 2 when the plan has changes.' }),
    'fail-on': Flags.option({
      options: failClasses,
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      helpValue: 'CLASS[,CLASS]',
      summary: 'Exit 2 when the plan has something of one of these classes.',
      description: `Classes: ${failClasses.join(', ')}.`,
    })(),
    'ways-in': Flags.boolean({
      summary: 'Also show how the person of every identity of the folder and the workspace can sign in.',
    }),
    ...wholePlanFlags,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Plan)
    const output = this.open(flags)
    const config = await this.readConfig(flags)
    if (config === undefined) return
    const { runPlan } = await import('../cli/plan.ts')
    const { stop: signal } = this.listenForSignals()
    const run = { context: this.context, output, config, flags, signal, idctlVersion: this.config.version }
    this.finish(await runPlan(run))
  }
}
