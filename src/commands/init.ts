import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'

export default class Init extends BaseCommand {
  static override summary = 'Set up a folder: idctl.yaml, identity schemas, editor, and a first document.'
  static override description =
    `Asks where Kratos is, or takes flags, and looks there before it writes anything. Then it writes what is missing in this folder: idctl.yaml with comments that explain it, the identity schemas of the server, the schemas and settings for editors, lines for .gitignore, and a first document where there is nobody yet. It never writes over a file. An API key is taken from IDCTL_API_KEY, and idctl.yaml refers to that variable.`
  static override examples = [
    '<%= config.bin %> init',
    {
      description: 'Without questions, for a script',
      command: '<%= config.bin %> init --admin-url http://127.0.0.1:4434 --workspace acme-7f3k',
    },
    { description: 'Without a server', command: '<%= config.bin %> init --sandbox --yes' },
  ]
  static override flags = {
    'admin-url': Flags.string({ helpValue: 'URL', summary: 'Admin URL of Kratos.', exclusive: ['sandbox'] }),
    'public-url': Flags.string({
      helpValue: 'URL',
      summary: 'Public URL of Kratos, where the admin API does not lead to the identity schemas.',
      dependsOn: ['admin-url'],
    }),
    sandbox: Flags.string({
      helpValue: '[FILE]',
      summary: 'Start with the embedded Kratos, kept in FILE. [default file: .idctl/sandbox.json]',
    }),
    workspace: Flags.string({
      helpValue: 'NAME',
      summary: 'Who manages these people: part of the mark on each of them.',
    }),
    yes: Flags.boolean({ char: 'y', summary: 'Ask nothing: take the default of what no flag gives.' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Init)
    const output = this.open(flags)
    const [{ runInit }, { renderFilesAs }] = await Promise.all([
      import('../cli/run-init.ts'),
      import('../cli/render.ts'),
    ])
    const { stop: signal } = this.listenForSignals()
    const readConfig = (offline: boolean) => this.readConfig({}, offline)
    const found = await runInit({ context: this.context, output, choice: flags, signal, readConfig })
    if (found === undefined) return
    await output.result(renderFilesAs(found, output))
    this.finish('ok')
  }
}
