import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { type ProfileName, profiles } from '../sandbox/profiles.ts'

const profileNames = Object.keys(profiles) as ProfileName[]

export default class Sandbox extends BaseCommand {
  static override summary = 'Serve the embedded Kratos on this machine, for trying and for tests.'
  static override description =
    `An emulator of Kratos' admin identity API, bound to 127.0.0.1 and kept in memory or in one file. Runs until it is interrupted. BEHAVIOUR.md in the package says what it promises.`
  static override examples = [
    {
      description: 'With the schemas of this project, on a free port',
      command: '<%= config.bin %> sandbox --schemas identities --port 0 --json',
    },
    {
      description: 'With 10,000 people in it, kept in a file',
      command: '<%= config.bin %> sandbox --schemas identities --population 10000 --file .idctl/sandbox.json',
    },
  ]
  static override flags = {
    port: Flags.integer({
      min: 0,
      max: 65_535,
      default: 4434,
      helpValue: 'N',
      summary: 'Port of the admin API; 0 takes a free one.',
    }),
    profile: Flags.option({
      options: profileNames,
      default: 'v26.2.0',
      summary: 'Which Kratos to emulate: a recorded version, or Ory Network as its documentation describes it.',
    })(),
    schemas: Flags.string({
      helpValue: 'DIR',
      summary:
        'Folder with identity schemas; ID.schema.json has the id ID. [default: those of the nearest idctl.yaml, else a starter schema]',
    }),
    'default-schema': Flags.string({ helpValue: 'ID', summary: 'Schema of identities that name none.' }),
    settings: Flags.string({
      helpValue: 'FILE',
      summary: 'JSON file with settings such as code_enabled, link_enabled, passwordless.',
    }),
    file: Flags.string({ helpValue: 'FILE', summary: 'Keep the state in this file; otherwise it is lost at the end.' }),
    population: Flags.integer({
      min: 1,
      helpValue: 'N',
      summary: 'Start with N made-up identities, the same ones every time.',
    }),
    'api-key': Flags.string({ helpValue: 'KEY', summary: 'Require this key as a bearer token on the admin API.' }),
    faults: Flags.string({
      helpValue: 'FILE',
      summary: 'JSON file with faults to inject: errors, resets, slow or cut answers.',
    }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Sandbox)
    const output = this.open(flags)
    const [{ serveSandbox }, { renderSandboxAs }] = await Promise.all([
      import('../cli/serve-sandbox.ts'),
      import('../cli/render.ts'),
    ])
    const { stop } = this.listenForSignals('Stopped.')
    const { about, proof } = profiles[flags.profile]
    await serveSandbox(flags, this.context, stop, async ({ adminUrl, publicUrl, apiKey }) => {
      // Print only the profile's own API key, which is not secret; a key from `--api-key` is known to the user.
      const ownKey = flags['api-key'] === undefined ? apiKey : undefined
      if (proof === 'documented') output.talk(`${flags.profile}: ${about}.`)
      await output.result(renderSandboxAs({ adminUrl, publicUrl, apiKey: ownKey }, output))
      if (!output.oneDocument) output.talk('Ctrl-C stops it.')
    })
    this.finish('ok')
  }
}
