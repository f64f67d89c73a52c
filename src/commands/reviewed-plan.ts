import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'

export default class ReviewedPlan extends BaseCommand {
  static override summary = 'Fetch the plan that was made for the pull request which a commit merged.'
  static override description =
    `For pipelines on GitHub and GitLab, after a merge: finds the pull request or merge request that was merged as this commit, and in the pipeline for its last commit the plan that was reviewed. Plans of forks, of other workflows and of earlier commits do not count. Exits 4 when there is no such plan. Apply it with --expect-commit, which refuses it if the merged files are others.`
  static override examples = [
    {
      description: 'In a job on the main branch of GitHub',
      command:
        '<%= config.bin %> reviewed-plan --commit "$GITHUB_SHA" --out prod.plan && <%= config.bin %> apply prod.plan --expect-commit "$GITHUB_SHA" --yes',
    },
  ]
  static override flags = {
    commit: Flags.string({ required: true, helpValue: 'SHA', summary: 'The commit that the merge made.' }),
    out: Flags.string({ required: true, helpValue: 'FILE', summary: 'Write the plan to this new file.' }),
    maker: Flags.string({
      helpValue: 'NAME',
      summary: 'What makes plans: a workflow file on GitHub, a job on GitLab. [default: idctl-plan.yml; idctl-plan]',
    }),
    artifact: Flags.string({
      default: 'idctl-plan',
      helpValue: 'NAME',
      summary: 'Name of the artifact on GitHub.',
    }),
    file: Flags.string({
      default: 'idctl.plan',
      helpValue: 'PATH',
      summary: 'The plan in the artifact: a file name on GitHub, a path from the root of the repository on GitLab.',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(ReviewedPlan)
    const output = this.open(flags)
    const [{ fetchPlan, planSearch }, { platformOf }, { renderPostingAs }] = await Promise.all([
      import('../cli/posting.ts'),
      import('../cli/platform.ts'),
      import('../cli/render.ts'),
    ])
    const search = planSearch(this.context, flags)
    const posting = await fetchPlan(await platformOf(this.context), search, this.context.cwd, flags.out)
    await output.result(renderPostingAs(posting, output))
    this.finish('ok')
  }
}
