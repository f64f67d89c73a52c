import { Args } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { decryptFlag, detailFlags, maskFlag, reportFlags } from '../cli/flags.ts'
import { withPlanFile } from '../cli/with-plan-file.ts'

export default class Show extends BaseCommand {
  static override summary = 'Show a saved plan again.'
  static override description =
    `Reads a plan file, checks that it is whole, and renders it. Talks to no server and needs no idctl.yaml.`
  static override examples = ['<%= config.bin %> plan --out today.plan', '<%= config.bin %> show today.plan --json']
  static override args = {
    plan: Args.string({
      name: 'plan',
      required: true,
      ignoreStdin: true,
      description: 'File that `plan --out` wrote.',
    }),
  }
  static override flags = { ...reportFlags, 'decrypt-with': decryptFlag, mask: maskFlag, ...detailFlags }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Show)
    const output = this.open(flags)
    await this.startMasking(this.context.cwd)
    const { readPlan } = await import('../records/planfile/read.ts')
    const { renderSavedPlanAs } = await import('../cli/render.ts')
    const plan = await withPlanFile(args.plan, flags['decrypt-with'], readPlan)
    await output.result(renderSavedPlanAs(plan, output))
    this.finish('ok')
  }
}
