import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlags, detailFlags, fromFlag, invitesFlagTexts, peopleArgs, planFlags } from '../cli/flags.ts'
import { nothingNamed } from '../cli/named-ids.ts'
import { namesIn } from '../cli/named-people.ts'
import { IdctlError } from '../errors.ts'
import { recoveryKinds } from '../model/invitation.ts'
import { present } from '../model/present.ts'
import { lifetimeProblem } from '../source/written-invitation.ts'

export default class Invite extends BaseCommand {
  static override summary = 'Make a recovery link or code for identities that exist.'
  static override description =
    `For people whose account was created before, or who lost their invitation. Only for identities that this workspace manages, and a glob names those of them who are active; nothing of them changes, and links and codes made earlier stay valid until they expire. Whoever has a link or code can open the account: they are written to the file and shown nowhere.`
  static override examples = [
    '<%= config.bin %> invite ada grace --invites invites.ndjson',
    "<%= config.bin %> invite 'contractors/*' --invites invites.ndjson",
    {
      description: 'Codes for a day, in a pipeline',
      command: '<%= config.bin %> invite ada --invites invites.ndjson --kind recovery_code --lifetime 24h --yes',
    },
  ]
  static override args = peopleArgs
  static override flags = {
    from: fromFlag,
    invites: Flags.string({ ...invitesFlagTexts, required: true }),
    kind: Flags.option({
      options: recoveryKinds,
      summary: 'What to make. [default: what on_create of the document says, else recovery_link]',
    })(),
    lifetime: Flags.string({
      helpValue: 'DURATION',
      summary: 'How long it is valid, like 90m or 24h. [default: what on_create says, else what Kratos is set to]',
    }),
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }),
    concurrency: planFlags.concurrency,
    ...detailFlags,
    ...configFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Invite)
    this.open(flags)
    refuseLifetime(flags.lifetime)
    const { kind: send, lifetime } = flags
    const names = namesIn(args.key ?? [], flags.from)
    if (names === undefined) throw nothingNamed('invite')
    const named = { command: 'invite', ...names, ...present({ send, lifetime }) } as const
    await this.planAndExecute(flags, { named })
  }
}

function refuseLifetime(lifetime: string | undefined): void {
  const problem = lifetime === undefined ? undefined : lifetimeProblem(lifetime)
  if (problem !== undefined) throw new IdctlError(`--lifetime ${problem}`, { exit: 'usage' })
}
