import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'

export default class Issue extends BaseCommand {
  static override summary = 'Open, update or close the issue about a report, for example about drift.'
  static override description =
    `For pipelines on GitHub and GitLab: as long as there is drift, one issue is open, and each run updates it; when there is none any more, it is closed. Takes the file of a report in Markdown as it is; the report says by its first line which issue it belongs to. Only issues of the account that the token belongs to, with the label, are touched. Asks the platform, which it finds by the variables of the job; needs no idctl.yaml and no Kratos.`
  static override examples = [
    '<%= config.bin %> issue drift.md --state open --title "Drift in prod"',
    '<%= config.bin %> issue drift.md --state closed --title "Drift in prod"',
  ]
  static override args = {
    report: Args.string({ name: 'report', required: true, ignoreStdin: true, description: 'A report in Markdown.' }),
  }
  static override flags = {
    state: Flags.option({
      options: ['open', 'closed'] as const,
      required: true,
      summary: 'Whether there is something to do: `drift` exits 2, or 0.',
    })(),
    title: Flags.string({ required: true, helpValue: 'TEXT', summary: 'Title of the issue.' }),
    label: Flags.string({
      default: 'idctl',
      helpValue: 'NAME',
      summary: 'Label of the issue, by which it is found again.',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Issue)
    const output = this.open(flags)
    const [{ postIssue, readMarkedText }, { platformOf }, { renderPostingAs }] = await Promise.all([
      import('../cli/posting.ts'),
      import('../cli/platform.ts'),
      import('../cli/render.ts'),
    ])
    const text = readMarkedText(this.context.cwd, args.report)
    const posting = await postIssue(await platformOf(this.context), { text, ...flags })
    await output.result(renderPostingAs(posting, output))
    this.finish('ok')
  }
}
