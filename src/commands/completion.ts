import { Args } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { completionScripts, type Shell, shells } from '../cli/completion-scripts.ts'

export default class Completion extends BaseCommand {
  static override summary = 'Print the completion script for a shell: commands, flags, keys, codes and files.'
  static override description =
    `Prints a script that lets the tab key complete commands, flags and their values, keys of the documents in your folder, codes, and files. Keys are read from the files; nothing is sent to a server.`
  static override examples = Object.entries({
    'In ~/.bashrc': 'source <(<%= config.bin %> completion bash)',
    'In ~/.zshrc, below compinit': 'source <(<%= config.bin %> completion zsh)',
    'For fish, once': '<%= config.bin %> completion fish > ~/.config/fish/completions/idctl.fish',
  }).map(([description, command]) => ({ description, command }))
  static override args = {
    shell: Args.string({
      name: 'shell',
      options: [...shells],
      ignoreStdin: true,
      required: true,
      description: 'Your shell.',
    }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Completion)
    await this.open(flags).result(completionScripts[args.shell as Shell])
    this.finish('ok')
  }
}
