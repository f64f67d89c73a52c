import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'

export default class Comment extends BaseCommand {
  static override summary = 'Write a report into the pull request, in place of the last one.'
  static override description =
    `For pipelines on GitHub and GitLab: the pull request or merge request has one comment for each kind of report, and each run updates it. Takes the file of a report in Markdown as it is; the report says by its first line which comment it belongs to. Only comments of the account that the token belongs to are touched. With --labels the request also gets labels for what the plan does: idctl:create, idctl:delete and so on. Asks the platform, which it finds by the variables of the job; needs no idctl.yaml and no Kratos.`
  static override examples = [
    {
      description: 'In a job for a pull request',
      command:
        '<%= config.bin %> plan --report markdown=plan.md --report json=plan.json && <%= config.bin %> comment plan.md --labels plan.json',
    },
  ]
  static override args = {
    report: Args.string({ name: 'report', required: true, ignoreStdin: true, description: 'A report in Markdown.' }),
  }
  static override flags = {
    request: Flags.integer({
      min: 1,
      helpValue: 'N',
      summary: 'Number of the pull request or merge request. [default: the one that the job is for]',
    }),
    labels: Flags.string({
      helpValue: 'FILE',
      summary: 'Also set the labels for the plan in this file, which `plan --report json=FILE` wrote.',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Comment)
    const output = this.open(flags)
    const [{ labelsFor, postComment, readMarkedText }, { platformOf, requestOf }, { renderPostingAs }] =
      await Promise.all([import('../cli/posting.ts'), import('../cli/platform.ts'), import('../cli/render.ts')])
    const { context } = this
    const text = readMarkedText(context.cwd, args.report)
    const labels = flags.labels === undefined ? undefined : labelsFor(context.cwd, flags.labels)
    const platform = await platformOf(context)
    const posting = await postComment(platform, { request: requestOf(context, flags.request), text, labels })
    await output.result(renderPostingAs(posting, output))
    this.finish('ok')
  }
}
