import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlags, detailFlags, fromFlag, guardFlags, peopleArgs, planFlags } from '../cli/flags.ts'
import { namedIds, nothingNamed, usage } from '../cli/named-ids.ts'
import { namesIn } from '../cli/named-people.ts'
import { told } from '../model/told.ts'

export default class Release extends BaseCommand {
  static override summary = 'Stop managing identities: remove their marks and change nothing else.'
  static override description =
    `The identities stay as they are; the plan says what the next one makes of a document that is still in the folder. With --id an identity is named by its id in Kratos, whatever its mark says: also one of two that carry the same, and one whose mark nobody can read. A glob names everybody whom this workspace manages and whose key or file it fits. Keys are consent as far as the guard goes, so for keys and ids it asks on a terminal only; for a glob it always asks. --allow-removals answers the question.`
  static override examples = [
    '<%= config.bin %> release ada',
    '<%= config.bin %> release ada --protected',
    "<%= config.bin %> release 'contractors/*' --allow-removals=30",
    '<%= config.bin %> release --id 1f0d8b1c-6a4e-4d0e-9a55-0c4f6f1f2b3a',
  ]
  static override args = peopleArgs
  static override flags = {
    from: fromFlag,
    id: Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'UUID',
      summary: 'Release the identity with this id, instead of keys; may be repeated.',
    }),
    protected: Flags.boolean({ summary: 'Let go of protected identities, too.' }),
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask, also not on a terminal.' }),
    concurrency: planFlags.concurrency,
    'allow-removals': guardFlags['allow-removals'],
    ...detailFlags,
    ...configFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Release)
    this.open(flags)
    const named = namedBy(args.key ?? [], flags.from, flags.id, flags.protected)
    await this.planAndExecute(flags, { named, answeredBy: 'removals' })
  }
}

function namedBy(
  words: readonly string[],
  from: string | undefined,
  ids: readonly string[] | undefined,
  includeProtected: boolean,
) {
  const command = 'release' as const
  const names = namesIn(words, from)
  if (ids === undefined) {
    if (names === undefined) throw nothingNamed(command)
    return { command, ...names, includeProtected }
  }
  if (names !== undefined) throw usage(told`KEY and --id exclude each other`, told`the id alone says who is meant`)
  return { command, ids: namedIds(ids), includeProtected }
}
