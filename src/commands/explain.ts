import { Args } from '@oclif/core'
import { BaseCommand } from '../cli/base-command.ts'

export default class Explain extends BaseCommand {
  static override summary = 'What a code means: its cause, an example, and what to do.'
  static override description =
    `Explains the code of a mistake or warning (IDC206), of a guard (removals), of a blocked change, of what a change means for its person, of how it ended, why it is in the plan (mark), of a kind of drift (drift:tool), a way in, a named exit code (command:refused), or another word of a screen (coverage). Takes them as screens and reports write them. Without CODE, lists all codes. Works offline and needs no idctl.yaml.`
  static override examples = [
    '<%= config.bin %> explain IDC206',
    { description: 'Why does a change wait?', command: '<%= config.bin %> explain adoption' },
    { description: 'What is (mark) at the end of a row?', command: '<%= config.bin %> explain mark' },
    { description: 'A label of a report', command: '<%= config.bin %> explain drift:tool' },
    { description: 'All codes', command: '<%= config.bin %> explain' },
  ]
  static override args = {
    code: Args.string({ multiple: true, ignoreStdin: true, description: 'A code or words, as idctl prints them.' }),
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Explain)
    const output = this.open(flags)
    const [{ topicNamed }, { topics }, { renderTopicAs, renderTopicsAs }] = await Promise.all([
      import('../cli/explain.ts'),
      import('../render/topics.ts'),
      import('../cli/render.ts'),
    ])
    if (args.code === undefined) await output.result(renderTopicsAs(topics, output))
    else await output.result(renderTopicAs(topicNamed(args.code.join(' ')), output))
    this.finish('ok')
  }
}
