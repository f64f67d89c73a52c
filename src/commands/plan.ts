import { Flags } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'
import { planExit, refusalOf } from '../cli/exit-codes.ts'
import { failClasses, failuresOf } from '../cli/fail-on.ts'
import { wholePlanFlags } from '../cli/flags.ts'
import { invitesWords, planAnswers } from '../cli/next-command.ts'
import { present } from '../model/present.ts'
import { escapeText } from '../render/escape.ts'

export default class Plan extends BaseCommand {
  static override summary = 'Compute and show what apply would change. Only reads.'
  static override description =
    `Reads the folder and all live identities, and compares them field by field. Each difference says whether the file moved (pending), live moved (drift), or both. Nothing is written to the server.`
  static override examples = [
    { description: 'What would change?', command: '<%= config.bin %> plan' },
    { description: 'In a pull request: keep the plan', command: '<%= config.bin %> plan --env prod --out prod.plan' },
    {
      description: 'After the merge: execute exactly this one',
      command: '<%= config.bin %> apply prod.plan --env prod',
    },
    {
      description: 'In a pull request that must not remove anybody: exit 2 when it would',
      command: '<%= config.bin %> plan --fail-on removals,replacements,blocked',
    },
    {
      description: 'As a check: exit 2 when anything would change',
      command: '<%= config.bin %> plan --detailed-exitcode',
    },
  ]
  static override flags = {
    out: Flags.string({ helpValue: 'FILE', summary: 'Also write the plan to this file, for `show` and `apply`.' }),
    'encrypt-to': Flags.string({
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'RECIPIENT',
      dependsOn: ['out'],
      summary: 'Encrypt the file of --out with age, for this recipient (age1…); may be repeated.',
    }),
    'detailed-exitcode': Flags.boolean({ summary: 'Exit 2 when the plan has changes.' }),
    'fail-on': Flags.option({
      options: failClasses,
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
      helpValue: 'CLASS[,CLASS]',
      summary: 'Exit 2 when the plan has something of one of these classes.',
      description: `Classes: ${failClasses.join(', ')}.`,
    })(),
    'ways-in': Flags.boolean({
      summary: 'Also show how the person of every identity of the folder and the workspace can sign in.',
    }),
    ...wholePlanFlags,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Plan)
    const output = this.open(flags)
    const config = await this.readConfig(flags)
    if (config === undefined) return
    const [{ readOnlyServer }, { planFor }, { showPlanned }] = await Promise.all([
      import('../cli/server.ts'),
      import('../cli/planning.ts'),
      import('../cli/show-planned.ts'),
    ])
    const recipients = flags['encrypt-to']
    const cipher = recipients && (await import('../records/planfile/encryption.ts')).cipherFor(recipients)
    const { stop: signal } = this.listenForSignals()
    const server = await readOnlyServer(config, output, flags)
    const request = { config, source: server.source, flags, signal, isKept: flags.out !== undefined }
    const planned = await planFor(this.context, output, request).finally(server.close)
    if (flags.out !== undefined && planned.ok) {
      const { writePlanFile } = await import('../records/planfile/write.ts')
      await writePlanFile(flags.out, planned.plan, {
        idctl_version: this.config.version,
        made_at: this.context.now(),
        nonce: this.context.newId(),
        ...present({ cipher }),
      })
      const file = output.masked ? 'FILE' : escapeText(flags.out)
      const decrypting = cipher === undefined ? [] : ['--decrypt-with KEYS']
      const executing = ['idctl apply', file, ...decrypting, ...invitesWords(planned.plan.changes)]
      output.talk(
        refusalOf(planned) === undefined
          ? `The plan is in ${file}; execute it with: ${executing.join(' ')}`
          : `The plan is in ${file}; a guard refuses it, and so will apply, without the consent that the plan asks for.`,
      )
    }
    const next = planned.ok ? planAnswers(planned.plan.changes, flags, output.masked) : []
    await showPlanned(planned, config, this.context, output, next)
    const failures = planned.ok ? failuresOf(planned.plan, flags['fail-on'] ?? []) : []
    if (failures.length > 0) {
      output.talk(`--fail-on: the plan has ${failures.map(({ name, count }) => `${name} (${count})`).join(', ')}`)
    }
    this.finish(planExit(planned, { detailed: flags['detailed-exitcode'], fails: failures.length > 0 }))
  }
}
