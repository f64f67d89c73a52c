import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import { parse } from 'yaml'
import { runShell } from './run-shell.ts'

interface ActionStep {
  readonly id?: string
  readonly name?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly shell?: string
  readonly env?: Readonly<Record<string, string>>
  readonly with?: Readonly<Record<string, string>>
  readonly 'working-directory'?: string
}

interface CompositeAction {
  readonly inputs: Readonly<Record<string, { readonly required?: boolean; readonly default?: string }>>
  readonly outputs: Readonly<Record<string, { readonly value: string }>>
  readonly runs: { readonly using: 'composite'; readonly steps: readonly ActionStep[] }
}

export interface ActionRequest {
  /** Folder of the action. */
  readonly action: string
  readonly with: Readonly<Record<string, string>>
  /** Context `github`, `event` included. */
  readonly github: Readonly<Record<string, unknown>>
  /** Variables of the job. */
  readonly env: Readonly<Record<string, string>>
  /** Folder of the checkout. */
  readonly workspace: string
  /** A new folder. */
  readonly temp: string
}

export interface ActionRun {
  readonly ok: boolean
  /** What the log shows. */
  readonly log: string
  readonly summary: string
  readonly outputs: Readonly<Record<string, string>>
  /** The steps that use other actions, with their inputs. */
  readonly used: readonly { readonly uses: string; readonly with: Readonly<Record<string, string>> }[]
}

/**
 * Runs a composite action as a runner does, on the words of its documentation: expressions by GitHub's own library, scripts by bash, the
 * steps after a failed one not at all. Steps that use another action are told, and not run.
 */
export async function runAction({
  action,
  with: given,
  github,
  env,
  workspace,
  temp,
}: ActionRequest): Promise<ActionRun> {
  const file = parse(readFileSync(join(action, 'action.yml'), 'utf8')) as CompositeAction
  const steps: Record<string, { outputs: Record<string, string> }> = {}
  const hub = { action_path: action, ...github }
  const inputs = Object.fromEntries(
    Object.entries(file.inputs).map(([name, { required, default: fallback }]) => {
      const value = given[name] ?? fallback
      if (value === undefined) throw new Error(required ? `input ${name} is missing` : `input ${name} has no default`)
      return [name, filled(String(value), { github: hub })]
    }),
  )
  const unknown = Object.keys(given).filter((name) => !(name in file.inputs))
  if (unknown.length > 0) throw new Error(`no such input: ${unknown.join(', ')}`)
  const contexts = { github: hub, inputs, steps }
  const used: { uses: string; with: Record<string, string> }[] = []
  const summaryFile = join(temp, 'summary.md')
  let log = ''
  let ok = true
  for (const [index, step] of file.runs.steps.entries()) {
    if (!ok || (step.if !== undefined && !isTrue(evaluated(step.if, contexts)))) continue
    if (step.uses !== undefined) {
      used.push({ uses: step.uses, with: eachFilled(step.with ?? {}, contexts) })
      continue
    }
    if (step.shell !== 'bash') throw new Error(`step ${index} has no shell, which composite actions need`)
    const outputFile = join(temp, `output-${index}`)
    writeFileSync(outputFile, '')
    const script = join(temp, `script-${index}.sh`)
    writeFileSync(script, step.run ?? '')
    mkdirSync(join(temp, 'runner'), { recursive: true })
    const ran = await runShell('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: resolve(workspace, filled(step['working-directory'] ?? '.', contexts)),
      env: {
        ...env,
        GITHUB_OUTPUT: outputFile,
        GITHUB_STEP_SUMMARY: summaryFile,
        RUNNER_TEMP: join(temp, 'runner'),
        ...eachFilled(step.env ?? {}, contexts),
      },
    })
    log += ran.log
    ok = ran.exit === 0
    if (step.id !== undefined) steps[step.id] = { outputs: outputsIn(readFileSync(outputFile, 'utf8')) }
  }
  const outputs = Object.fromEntries(
    Object.entries(file.outputs).map(([name, { value }]) => [name, filled(value, contexts)]),
  )
  return { ok, log, outputs, used, summary: existsSync(summaryFile) ? readFileSync(summaryFile, 'utf8') : '' }
}

function outputsIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line !== '')
  return Object.fromEntries(lines.map((line) => [line.replace(/=.*/s, ''), line.replace(/^[^=]*=/, '')]))
}

function eachFilled(texts: Readonly<Record<string, string>>, contexts: object): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, filled(String(text), contexts)]))
}

/** The text with the values of its `${{ }}`. */
function filled(text: string, contexts: object): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_whole, expression: string) =>
    evaluated(expression, contexts).coerceString(),
  )
}

function evaluated(expression: string, contexts: object): data.ExpressionData {
  const inner = expression.trim().replace(/^\$\{\{(.*)\}\}$/s, '$1')
  const ast = new Parser(new Lexer(inner).lex().tokens, Object.keys(contexts), []).parse()
  const context = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary
  return new Evaluator(ast, context).evaluate()
}

function isTrue(value: data.ExpressionData): boolean {
  return !['false', '0', ''].includes(value.coerceString())
}
