import { type Command, Help } from '@oclif/core'
import { exitCodes } from '../errors.ts'
import { unknownCommand } from './unknown-command.ts'

const intro = `idctl keeps the identities of an Ory Kratos server equal to a folder of YAML files.

One YAML document is one identity:

  # identities/ada.yaml
  schema_id: person
  traits:
    email: ada@example.com
    name: { first: Ada, last: Lovelace }
  metadata_public: { team: compilers }

The round trip:

  $ idctl validate          Are the files right? Works offline.
  $ idctl plan              What would change? Only reads.
  $ idctl apply             Change it: shows the plan, asks, executes exactly that plan.
  $ idctl drift             What has somebody else changed since?

No server at hand? Add --sandbox to any of them: an embedded Kratos, kept in .idctl/sandbox.json.
What a file does not mention is left alone. There is no state file: what idctl manages is marked on the identity itself.`

/** In the order of a working day. */
const commandGroups: readonly (readonly [title: string, ids: readonly string[]])[] = [
  ['EVERY DAY', ['validate', 'plan', 'apply', 'drift', 'accept', 'show', 'runs']],
  ['WHO MANAGES WHAT', ['adopt', 'release']],
  ['GETTING PEOPLE IN', ['invite']],
  ['TRY IT', ['sandbox']],
]

const exitLine = Object.entries(exitCodes)
  .map(([name, code]) => `${code} ${name}`)
  .join(', ')

/** `idctl --help` is a first lesson; the help of a single command is oclif's. */
export default class IdctlHelp extends Help {
  override async showHelp(argv: string[]): Promise<void> {
    const word = argv.find((arg) => !arg.startsWith('-'))
    if (word !== undefined && this.config.findCommand(word) === undefined) throw unknownCommand(word, this.config)
    await super.showHelp(argv)
  }

  protected override async showRootHelp(): Promise<void> {
    const grouped = commandGroups.map(([title, ids]) => this.section(title, this.rows(this.commandsOf(ids))))
    const rest = this.sortedCommands.filter(({ id }) => !commandGroups.some(([, ids]) => ids.includes(id)))
    const blocks = [
      intro,
      ...grouped,
      ...(rest.length === 0 ? [] : [this.section('OTHERS', this.rows(rest))]),
      'Each command explains its flags: idctl plan --help',
      `Exit codes: ${exitLine}`,
    ]
    this.log(blocks.join('\n\n'))
  }

  private commandsOf(ids: readonly string[]): Command.Loadable[] {
    return ids.map((id) => this.config.findCommand(id)).filter((command) => command !== undefined)
  }

  private rows(commands: readonly Command.Loadable[]): string {
    const width = Math.max(...commands.map(({ id }) => id.length))
    return commands.map((command) => `${command.id.padEnd(width)}  ${command.summary ?? ''}`).join('\n')
  }
}
