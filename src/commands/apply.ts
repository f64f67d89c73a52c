import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { decryptFlag, invitesFlagTexts, wholePlanFlags } from '../cli/flags.ts'
import { usage } from '../cli/named-ids.ts'
import { shardOf } from '../cli/shard.ts'
import { IdctlError } from '../errors.ts'
import { commitPattern } from '../model/checkout.ts'
import { shown, told } from '../model/told.ts'

export default class Apply extends BaseCommand {
  static override summary = 'Change the live identities: show the plan, ask, execute exactly that plan.'
  static override description =
    `With PLAN, executes that file and asks nothing: what you reviewed is what runs. Right before each write the identity is read again; one that is no longer what the plan saw is skipped and reported. One failing identity does not stop the others, and applying again is safe. With --json there is one document: the report, and in it the plan if this run made it. With --format ndjson there is one event a line, while it runs.`
  static override examples = [
    { description: 'Plan, look, confirm', command: '<%= config.bin %> apply' },
    { description: 'Execute a plan that was made before', command: '<%= config.bin %> apply prod.plan' },
    {
      description: 'After the merge, only if the merged files are those of the plan',
      command: '<%= config.bin %> apply prod.plan --expect-commit "$(git rev-parse HEAD)"',
    },
    {
      description: 'One of four processes that share a plan',
      command: '<%= config.bin %> apply prod.plan --shard 0/4',
    },
    {
      description: 'In a pipeline, with consent to up to seven removals',
      command: '<%= config.bin %> apply --yes --allow-removals=7',
    },
  ]
  static override args = {
    plan: Args.string({ name: 'plan', ignoreStdin: true, description: 'File that `plan --out` wrote.' }),
  }
  static override flags = {
    yes: Flags.boolean({ char: 'y', summary: 'Do not ask.' }),
    'max-failures': Flags.integer({
      min: 1,
      helpValue: 'N',
      summary: 'Start nothing more after this many failures; no removal starts then.',
    }),
    invites: Flags.string(invitesFlagTexts),
    'expect-commit': Flags.string({
      helpValue: 'SHA',
      summary: 'Refuse a PLAN unless it was made from the files that this commit has.',
    }),
    'decrypt-with': decryptFlag,
    shard: Flags.string({
      helpValue: 'I/N',
      summary: 'Execute only one of N parts of PLAN; I counts from 0. Other processes execute the other parts.',
      description: `Each of N processes gets the same PLAN, and another I. Every change is in exactly one part, and changes that hand a value on are in one part together. What refuses the plan refuses each part: guards and consents are about the whole.`,
    }),
    ...wholePlanFlags,
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Apply)
    this.open(flags)
    const shaping = flags.only ?? flags['take-over'] ?? flags['write-credentials'] ?? flags.identities
    if (args.plan !== undefined && shaping !== undefined) {
      const names = shown('--only, --take-over, --write-credentials and --identities')
      throw new IdctlError(
        told`${names} have an effect only when a plan is made, and the plan in the file is finished`,
        {
          exit: 'usage',
          hint: told`give them to \`idctl plan --out FILE\``,
        },
      )
    }
    const expected = expectedCommit(flags['expect-commit'])
    const shard = flags.shard === undefined ? undefined : shardOf(flags.shard)
    if (args.plan === undefined) {
      refuseWithoutPlan(flags)
      return this.planAndExecute({ ...flags, shard })
    }
    if (shard !== undefined && flags.inventory !== undefined) throw inventoryOfShards()
    const config = await this.readConfig(flags, false, true)
    if (config === undefined) return
    const execution = await this.execution(config, { ...flags, 'expect-commit': expected, shard })
    const { executeSaved } = await import('../cli/plan-and-execute.ts')
    this.finish(await executeSaved(args.plan, flags['decrypt-with'], execution))
  }
}

/** The full hash in lower case. @throws IdctlError (exit `usage`) */
function expectedCommit(given: string | undefined): string | undefined {
  const commit = given?.toLowerCase()
  if (commit === undefined || commitPattern.test(commit)) return commit
  throw usage(told`--expect-commit is not the full hash of a commit`, told`\`git rev-parse HEAD\` writes it`)
}

function inventoryOfShards(): IdctlError {
  return usage(
    told`--inventory and --shard exclude each other: an inventory has one writer at a time`,
    told`leave --inventory out here; once all shards are done, \`idctl apply --inventory FILE\` enters everybody`,
  )
}

/** @throws IdctlError (exit `usage`) */
function refuseWithoutPlan(flags: Readonly<Record<string, unknown>>): void {
  const flag = ['expect-commit', 'decrypt-with', 'shard'].find((name) => flags[name] !== undefined)
  if (flag === undefined) return
  throw usage(
    told`--${shown(flag)} is about a plan in a file`,
    told`name the file that \`idctl plan --out\` wrote: idctl apply PLAN --${shown(flag)} …`,
  )
}
