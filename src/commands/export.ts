import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlags, detailFlagsOf, guardFlags, planFlags } from '../cli/flags.ts'
import { documentFormats } from '../documents/export/render-documents.ts'

const whoGroup = 'WHO'
const filesGroup = 'FILES'
const adoptGroup = 'ADOPT'

export default class Export extends BaseCommand {
  static override summary = 'Write documents of live identities: the way to bring an existing Kratos under management.'
  static override description =
    `Writes what each identity has into a document of its own: schema, external_id, traits and metadata, and the state of who is inactive. Credentials, the state of addresses and what only the server sets are left out, and so is the mark of idctl. A document is written only if it is proved that a plan finds its account by it and differs in nothing; who cannot have such a document is listed with the reason. Without --update it changes no file, and without --adopt it talks to the server only to read. The files hold personal data, also values that idctl.yaml calls sensitive: only their owner can read them.`
  static override examples = [
    '<%= config.bin %> export',
    "<%= config.bin %> export '*@example.com' --path '{traits.department}/{key}.yaml'",
    {
      description: 'And take them under management',
      command: '<%= config.bin %> export --adopt --allow-adoptions=200',
    },
    {
      description: 'Bring the documents of people who are managed up to date, and write those that are missing',
      command: '<%= config.bin %> export --update --managed',
    },
    {
      description: 'All of them in one list, elsewhere',
      command: '<%= config.bin %> export --all --file people.ndjson',
    },
  ]
  static override args = {
    key: Args.string({
      multiple: true,
      ignoreStdin: true,
      description: "Whom to export: keys, or globs on keys like '*@example.com'. [default: everybody]",
    }),
  }
  static override flags = {
    unmanaged: Flags.boolean({
      helpGroup: whoGroup,
      summary: 'Identities without a mark. This is the default.',
      exclusive: ['managed', 'all'],
    }),
    managed: Flags.boolean({
      helpGroup: whoGroup,
      summary: 'Identities that this workspace manages; for those without a document, as after its loss.',
      exclusive: ['all'],
    }),
    all: Flags.boolean({ helpGroup: whoGroup, summary: 'Both. Identities of other workspaces are never exported.' }),
    schema: Flags.string({ helpGroup: whoGroup, helpValue: 'ID', summary: 'Only identities of this identity schema.' }),
    out: Flags.string({
      helpGroup: filesGroup,
      helpValue: 'DIR',
      summary: 'The folder to write to. [default: the first of `identities` of idctl.yaml]',
    }),
    path: Flags.string({
      helpGroup: filesGroup,
      helpValue: 'TEMPLATE',
      summary:
        'The file of each document below --out, like {schema_id}/{traits.department}/{key}.yaml. [default: {key}.yaml]',
    }),
    file: Flags.string({
      helpGroup: filesGroup,
      helpValue: 'FILE',
      summary:
        'Write one file with all documents instead. With --update it may be there: new documents come to its end.',
      exclusive: ['out', 'path'],
    }),
    as: Flags.option({
      options: documentFormats,
      helpGroup: filesGroup,
      summary: 'How documents are written. [default: what the ending of --file or --path means, else yaml]',
    })(),
    update: Flags.boolean({
      helpGroup: filesGroup,
      summary:
        'Also change documents that there are: values that moved live, and nothing else in the file. Shows them and asks on a terminal.',
    }),
    adopt: Flags.boolean({
      helpGroup: adoptGroup,
      summary: 'Go on and adopt who got a document: mark them and change nothing else. Shows them and asks.',
      exclusive: ['managed', 'all'],
    }),
    yes: Flags.boolean({
      char: 'y',
      helpGroup: adoptGroup,
      summary: 'Do not ask, neither for --adopt nor for --update.',
      relationships: [{ type: 'some', flags: ['adopt', 'update'] }],
    }),
    concurrency: planFlags.concurrency,
    'allow-adoptions': guardFlags['allow-adoptions'],
    ...detailFlagsOf(['adopt']),
    ...configFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Export)
    const output = this.open(flags)
    const config = await this.readConfig(flags)
    if (config === undefined) return
    const [{ readOnlyServer }, { runExport }, { refuseUnanswerable }] = await Promise.all([
      import('../cli/server.ts'),
      import('../cli/export.ts'),
      import('../cli/export-consent.ts'),
    ])
    if (flags.adopt) refuseUnanswerable(this.context.terminal, flags)
    const { stop: signal, dispose } = this.listenForSignals()
    const { source, close } = await readOnlyServer(config, output, flags)
    const { context } = this
    let exported: Awaited<ReturnType<typeof runExport>>
    try {
      const request = { context, output, config, source, signal, patterns: args.key ?? [], choice: flags }
      exported = await runExport(request)
    } finally {
      await close()
    }
    this.finish(exported.exit)
    if (exported.keys.length === 0) return
    dispose()
    const named = { command: 'adopt', keys: exported.keys } as const
    const adopted = await this.planAndExecuteWith(config, flags, { named, answeredBy: 'adoptions', isWide: true })
    if (adopted !== 'ok') this.finish(adopted)
  }
}
