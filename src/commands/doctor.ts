import { BaseCommand } from '../cli/base-command.ts'
import { serverFlags } from '../cli/flags.ts'
import { present } from '../model/present.ts'

export default class Doctor extends BaseCommand {
  static override summary = 'Check what idctl depends on, and say what to do about it.'
  static override description =
    `Looks at idctl and Node, idctl.yaml, the server (its URL, whether it is the admin API, the key, version, identity schemas, clock, and how fast it lists people), the git checkout, and the privacy key. It only reads, and shows no key and nothing of anybody. Advice exits 0; something wrong exits 1. A check that needs another one which failed is not tried.`
  static override examples = ['<%= config.bin %> doctor', '<%= config.bin %> doctor --env prod --json']
  static override flags = {
    ...serverFlags,
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Doctor)
    const output = this.open(flags)
    const [{ isIll, runDoctor }, { loadConfig }, { readOnlyServer }, { renderFindingsAs }] = await Promise.all([
      import('../cli/doctor.ts'),
      import('../config/load.ts'),
      import('../cli/server.ts'),
      import('../cli/render.ts'),
    ])
    const { stop: signal } = this.listenForSignals()
    const { config: file, env, 'admin-url': adminUrl, sandbox } = flags
    const { cwd, env: variables } = this.context
    const chosen = { config: file, env, adminUrl, sandbox: sandbox === '' ? true : sandbox } as const
    const { config, diagnostics } = loadConfig({ cwd, variables, ...present(chosen) })
    const { version, pjson } = this.config
    const idctl = { version, node: process.version, needs: String(pjson['engines']?.node ?? '') }
    const connect = (found: NonNullable<typeof config>) => readOnlyServer(found, output)
    const findings = await runDoctor({ context: this.context, signal, config, diagnostics, idctl, connect })
    await output.result(renderFindingsAs(findings, output))
    this.finish(isIll(findings) ? 'error' : 'ok')
  }
}
