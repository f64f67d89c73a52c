import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlags, detailFlags, fromFlag, guardFlags, peopleArgs, planFlags, takeOverFlag } from '../cli/flags.ts'
import { namedIds, nothingNamed, usage } from '../cli/named-ids.ts'
import { namesIn } from '../cli/named-people.ts'
import { present } from '../model/present.ts'
import { told } from '../model/told.ts'

export default class Adopt extends BaseCommand {
  static override summary = 'Start to manage existing identities: mark them and change nothing else.'
  static override description =
    `Finds the live identity of each document as a plan would, and marks it as managed by this workspace, also where the plan blocks the adoption because no address is verified. With --id the identity is the one with this id in Kratos, whatever its mark says, and KEY the document that it belongs to; without KEY it is the one that its mark names. With --rebind marks that name another account, as all do after a restore under new ids, are bound to the accounts that have them now. Its values, credentials and sessions stay as they are; the next plan shows what differs from the file. A glob names every document that it fits by key or file, and passes over those that have nobody to adopt. It adopts accounts without a verified address, but none whose names or login identifiers may be somebody else's. Keys are consent as far as the guard goes, so for keys it asks on a terminal only; for a glob it always asks. --allow-adoptions answers the question.`
  static override examples = [
    '<%= config.bin %> adopt ada',
    '<%= config.bin %> adopt ada grace --env prod',
    '<%= config.bin %> adopt ada grace --rebind',
    "<%= config.bin %> adopt 'contractors/*' --allow-adoptions=30",
    '<%= config.bin %> adopt ada --id 1f0d8b1c-6a4e-4d0e-9a55-0c4f6f1f2b3a',
  ]
  static override args = peopleArgs
  static override flags = {
    from: fromFlag,
    id: Flags.string({ helpValue: 'UUID', summary: 'Adopt the identity with this id, for one document.' }),
    rebind: Flags.boolean({
      summary: 'Bind marks to the accounts that have them now, after a restore under new ids.',
      exclusive: ['id'],
    }),
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask, also not on a terminal.' }),
    concurrency: planFlags.concurrency,
    'allow-adoptions': guardFlags['allow-adoptions'],
    'allow-removals': guardFlags['allow-removals'],
    'take-over': takeOverFlag,
    ...detailFlags,
    ...configFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Adopt)
    this.open(flags)
    const named = namedBy(args.key ?? [], flags.from, flags.id, flags.rebind)
    await this.planAndExecute(flags, { named, answeredBy: 'adoptions' })
  }
}

function namedBy(words: readonly string[], from: string | undefined, id: string | undefined, rebind: boolean) {
  const command = 'adopt' as const
  if (id === undefined) {
    const names = namesIn(words, from)
    if (names === undefined) throw nothingNamed(command)
    return { command, ...names, ...(rebind && { rebind }) }
  }
  const [key, ...others] = words
  if (others.length > 0 || from !== undefined)
    throw usage(told`--id takes one KEY`, told`an identity belongs to one document`)
  const [named] = namedIds([id])
  if (named === undefined) throw new TypeError('one id is one id')
  return { command, ids: [named] as const, ...present({ key }) }
}
