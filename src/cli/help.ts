import { type Command, type CommandHelp, Help } from '@oclif/core'
import { exitCodes } from '../model/exit-codes.ts'
import { unknownCommand } from './unknown-command.ts'

const promise = 'idctl keeps the identities of an Ory Kratos server equal to a folder of YAML files.'

const example = `One YAML document is one identity:

  # identities/ada.yaml
  schema_id: person
  traits:
    email: ada@example.com
    name: { first: Ada, last: Lovelace }
  metadata_public: { team: compilers }`

const roundTrip: readonly [command: string, answer: string][] = [
  ['$ idctl validate', 'Are the files right? Works offline.'],
  ['$ idctl plan', 'What would change? Only reads.'],
  ['$ idctl apply', 'Change it: shows the plan, asks, executes exactly that plan.'],
  ['$ idctl drift', 'What has somebody else changed since?'],
]

const rest = [
  'No server at hand? Add --sandbox to any of them: an embedded Kratos, kept in .idctl/sandbox.json.',
  'What a file does not mention is left alone. There is no state file: what idctl manages is marked on the identity itself.',
]

/** Groups of commands in the order in which people usually need them. */
const commandGroups: readonly (readonly [title: string, ids: readonly string[]])[] = [
  ['EVERY DAY', ['validate', 'fmt', 'plan', 'apply', 'drift', 'accept', 'show', 'runs', 'explain']],
  ['WHO MANAGES WHAT', ['export', 'adopt', 'release']],
  ['GETTING PEOPLE IN', ['invite']],
  ['PIPELINES', ['comment', 'issue', 'reviewed-plan']],
  ['SETTING UP', ['init', 'schema', 'doctor', 'completion']],
  ['TRY IT', ['sandbox']],
]

const exitLine = Object.entries(exitCodes)
  .map(([name, code]) => `${code} ${name}`)
  .join(', ')

/** `idctl --help` introduces the tool; oclif renders the help of a single command. */
export default class IdctlHelp extends Help {
  override async showHelp(argv: string[]): Promise<void> {
    const word = argv.find((arg) => !arg.startsWith('-'))
    if (word !== undefined && this.config.findCommand(word) === undefined) throw unknownCommand(word, this.config)
    await super.showHelp(argv)
  }

  protected override summary(command: Command.Loadable): string | undefined {
    const text = super.summary(command)
    return text === undefined ? undefined : this.wrap(text, 0)
  }

  /** oclif indents what it has wrapped by two columns more. */
  protected override getCommandHelpClass(command: Command.Loadable): CommandHelp {
    return new this.CommandHelpClass(command, this.config, { ...this.opts, maxWidth: this.opts.maxWidth - 2 })
  }

  protected override async showRootHelp(): Promise<void> {
    const grouped = commandGroups.map(([title, ids]) => this.section(title, this.rows(this.commandsOf(ids))))
    const others = this.sortedCommands.filter(({ id }) => !commandGroups.some(([, ids]) => ids.includes(id)))
    const blocks = [
      this.wrap(promise, 0),
      example,
      'The round trip:',
      this.indent(this.renderList([...roundTrip], { indentation: 2 })),
      rest.map((sentence) => this.wrap(sentence, 0)).join('\n'),
      ...grouped,
      ...(others.length === 0 ? [] : [this.section('OTHERS', this.rows(others))]),
      'Each command explains its flags: idctl plan --help',
      this.wrap(`Exit codes: ${exitLine}`, 0),
    ]
    this.log(blocks.join('\n\n'))
  }

  private commandsOf(ids: readonly string[]): Command.Loadable[] {
    return ids.map((id) => this.config.findCommand(id)).filter((command) => command !== undefined)
  }

  private rows(commands: readonly Command.Loadable[]): string {
    return this.renderList(
      commands.map(({ id, summary = '' }) => [id, summary]),
      { indentation: 2 },
    )
  }
}
