import { fileURLToPath } from 'node:url'
import type { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import type { parseAction } from '@actions/workflow-parser/actions/action-parser'
import { build } from 'esbuild'

interface Rules {
  readonly parseAction: typeof parseAction
  readonly parseWorkflow: typeof parseWorkflow
  readonly NoOperationTraceWriter: typeof NoOperationTraceWriter
}

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** GitHub's own parser of actions and workflows. It imports JSON in a way that Node refuses, so it is bundled first. */
async function loadRules(): Promise<Rules> {
  const outfile = `${root}node_modules/.cache/idctl-workflow-rules.cjs`
  const contents = `export { parseAction } from '@actions/workflow-parser/actions/action-parser'
export { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'`
  await build({ stdin: { contents, resolveDir: root }, bundle: true, platform: 'node', format: 'cjs', outfile })
  return import(outfile)
}

/** The mistakes in an action or a workflow. */
export async function mistakesIn(
  kind: 'action' | 'workflow',
  name: string,
  content: string,
): Promise<readonly string[]> {
  const { parseAction, parseWorkflow, NoOperationTraceWriter } = await loadRules()
  const parse = kind === 'action' ? parseAction : parseWorkflow
  const { context } = parse({ name, content }, new NoOperationTraceWriter())
  return context.errors.getErrors().map(({ message }) => message)
}
