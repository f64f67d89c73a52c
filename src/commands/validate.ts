import { BaseCommand } from '../cli/base-command.ts'
import { configFlags, reportFlags } from '../cli/flags.ts'
import { hasErrors } from '../model/diagnostic.ts'

export default class Validate extends BaseCommand {
  static override summary = 'Check all files offline: every mistake at once, with its line.'
  static override description =
    `Checks idctl.yaml and all documents against their rules and against the local *.schema.json files, and finds keys and identifiers that two documents claim. Talks to no server.`
  static override examples = ['<%= config.bin %> validate', '<%= config.bin %> validate --json']
  static override flags = { ...reportFlags, ...configFlags }

  async run(): Promise<void> {
    const { flags } = await this.parse(Validate)
    const output = this.open(flags)
    const config = await this.readConfig(flags, true)
    if (config === undefined) return
    const [{ checkDocuments }, { renderCheckAs }, { createSnippetReader }, { dayOf }, { endingAtOnce }] =
      await Promise.all([
        import('../pipeline.ts'),
        import('../cli/render.ts'),
        import('../cli/snippet.ts'),
        import('../model/calendar-day.ts'),
        import('../cli/signals.ts'),
      ])
    const [check, shown] = await endingAtOnce(this.context.signals, () => {
      const checked = checkDocuments(config, this.context.env, dayOf(this.context.now()))
      return [checked, renderCheckAs(checked, output, createSnippetReader(config.root))] as const
    })
    await output.result(shown)
    this.finish(hasErrors(check.diagnostics) ? 'invalid' : 'ok')
  }
}
