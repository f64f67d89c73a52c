import { BaseCommand } from '../cli/base-command.ts'
import { maskFlag } from '../cli/flags.ts'

export default class Complete extends BaseCommand {
  static override summary = 'What completion offers for a command line; the scripts of `completion` call it.'
  static override hidden = true
  static override strict = false
  static override flags = { mask: maskFlag }

  async run(): Promise<void> {
    const { completionLines } = await import('../cli/complete.ts')
    // The words are a command line that is being typed, and none for oclif.
    const start = this.argv.indexOf('--')
    const words = start < 0 ? [''] : this.argv.slice(start + 1)
    const withKeys = !this.argv.slice(0, start < 0 ? undefined : start).includes('--mask')
    const lines = completionLines(words, this.config.commands, this.context, withKeys)
    await this.open({}).result(lines.map((line) => `${line}\n`).join(''))
    this.finish('ok')
  }

  /** A person who presses the tab key has asked for no message. */
  protected override async catch(): Promise<void> {
    this.finish('ok')
  }
}
