import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { configFlags, driftDetailFlags, planFlags, reportFlags } from '../cli/flags.ts'

const baselineGroup = 'BASELINE'
const sightingsGroup = 'SIGHTINGS'

export default class Drift extends BaseCommand {
  static override summary = 'Show what moved live since the last apply. Exits 2 on drift. Only reads.'
  static override description =
    `What somebody changed in Kratos since the last apply, apart from what is merely pending in the files: by kind, with what each kind means, as file → live. What a baseline accepts for a while does not count, nor do fields in mode observe, nor what --min-sightings has not seen often enough. The last line says what to do about it. Made for a nightly check.`
  static override examples = [
    '<%= config.bin %> drift',
    '<%= config.bin %> drift --json --env prod --baseline drift-baseline.yaml',
    {
      description: 'Every night: report what is there for the third night in a row',
      command: '<%= config.bin %> drift --min-sightings 3 --sightings /var/lib/idctl/prod.json --env prod',
    },
    {
      description: 'Accept what has drifted until the end of January',
      command:
        '<%= config.bin %> drift --baseline drift-baseline.yaml --write-baseline --owner helpdesk@example.com --reason "ticket 4711" --expires 2027-01-31',
    },
  ]
  static override flags = {
    ...reportFlags,
    'include-observed': Flags.boolean({ summary: 'Differences of observed fields are drift, too.' }),
    'include-unmanaged': Flags.boolean({
      summary: 'Also list live identities that nobody manages, by their ids. They count as drift, too.',
      exclusive: ['only', 'identities'],
    }),
    baseline: Flags.string({
      helpGroup: baselineGroup,
      helpValue: 'FILE',
      summary: 'Drift that this file accepts does not count. Its entries have an owner, a reason and a last day.',
    }),
    'write-baseline': Flags.boolean({
      helpGroup: baselineGroup,
      summary: 'Accept what has drifted now: write it into the baseline. Never writes to the server.',
      dependsOn: ['baseline'],
      exclusive: ['min-sightings'],
    }),
    owner: entryFlag('TEXT', 'Who is responsible for what --write-baseline accepts.'),
    reason: entryFlag('TEXT', 'Why it is accepted.'),
    expires: entryFlag('DATE', 'The last day on which it is accepted, like 2027-01-31 (UTC).'),
    'min-sightings': Flags.integer({
      helpGroup: sightingsGroup,
      helpValue: 'N',
      min: 1,
      max: 1000,
      summary: 'A difference is drift only once it was seen in N runs of drift in a row.',
    }),
    sightings: Flags.string({
      helpGroup: sightingsGroup,
      helpValue: 'FILE',
      summary:
        'Where --min-sightings keeps how often it has seen what, as digests. [default: a file in .idctl, for each workspace and target]',
      dependsOn: ['min-sightings'],
    }),
    ...planFlags,
    ...driftDetailFlags,
    ...configFlags,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Drift)
    const output = this.open(flags)
    const config = await this.readConfig(flags)
    if (config === undefined) return
    const { runDrift } = await import('../cli/drift.ts')
    const { stop: signal } = this.listenForSignals()
    this.finish(await runDrift({ context: this.context, output, config, flags, signal }))
  }
}

function entryFlag(helpValue: string, summary: string) {
  return Flags.string({ helpGroup: baselineGroup, helpValue, summary, dependsOn: ['write-baseline'] })
}
