import { existsSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import { didYouMean } from '../model/did-you-mean.ts'
import type { Variables } from '../model/variables.ts'
import { checkShape, type ShapeOptions } from '../source/check-shape.ts'
import { arrangeDiagnostics } from '../source/diagnostics.ts'
import { type Located, type LocatedMap, memberOf } from '../source/located.ts'
import { readPlainYaml } from '../source/read-plain-yaml.ts'
import { readYaml } from '../source/read-yaml.ts'
import { mebibyte } from '../source/regular-file.ts'
import type { Reporter } from '../source/report.ts'
import { type Lines, linesOfMembers, mayHoldPassword } from '../source/secrecy.ts'
import { readSource, type SourceText } from '../source/source-text.ts'
import { completeConfig } from './complete.ts'
import { selectEnvironment } from './environment.ts'
import { explainSetting, nameIt } from './explain-setting.ts'
import { configName, findConfig, isFolder } from './find.ts'
import { writeOutGuards } from './guard-limits.ts'
import { readRules } from './rules.ts'
import { fileSchema, judgeConfig, layerSchema } from './schema.ts'
import { chooseServer } from './server.ts'
import type { Config } from './types.ts'
import { expandVariables, reservedVariables } from './variables.ts'

export interface ConfigRequest {
  /** Absolute; where the search starts and what flags are relative to. */
  readonly cwd: string
  readonly config?: string | undefined
  readonly env?: string | undefined
  readonly adminUrl?: string | undefined
  /** `true`: the flag without a file. */
  readonly sandbox?: string | true | undefined
  readonly identities?: string | undefined
  readonly variables: Variables
  /** Nothing connects: an unset variable below `kratos` is not an error. */
  readonly offline?: boolean | undefined
  /** Only a saved plan is executed: it is not an error if none of the identities folders exists. */
  readonly withoutFolder?: boolean | undefined
}

/** In bytes. */
const largestConfig = mebibyte

const rules = {
  codes: { unknownKey: 'IDC103', invalid: 'IDC102' },
  explainValue: explainSetting,
} as const satisfies Partial<ShapeOptions>

/**
 * Finds and reads idctl.yaml and completes it with environment, variables and flags (server and key: `chooseServer`).
 * Mistakes become diagnostics at their places; with an error among them there is no `config`.
 */
export function loadConfig(request: ConfigRequest): { config?: Config; diagnostics: Diagnostic[] } {
  const found: Diagnostic[] = []
  const secretLines = new Map<string, Lines>()
  const config = readConfig(request, (diagnostic) => found.push(diagnostic), secretLines)
  const diagnostics = arrangeDiagnostics(found, secretLines)
  const isUsable = config !== undefined && diagnostics.every(({ severity }) => severity !== 'error')
  return isUsable ? { config, diagnostics } : { diagnostics }
}

function readConfig(request: ConfigRequest, report: Reporter, secretLines: Map<string, Lines>): Config | undefined {
  const file = findConfig(request.cwd, request.config)
  if (file === undefined || !existsSync(file)) {
    report(noConfig(request))
    return undefined
  }
  const source = readSource(file, basename(file), report, largestConfig, 'remove what it does not need')
  const written = source && readRoot(source, report, secretLines)
  if (source === undefined || written === undefined) return undefined
  const { root: expanded, unset } = expandVariables(written, request.variables, report)
  if (expanded.kind !== 'map') return undefined
  const root = writeOutGuards(expanded)
  const whole = checkShape(fileSchema, root, { ...rules, report })
  const merged = selectEnvironment(root, request.env, report)
  reportUnset(merged, unset, report)
  requireWorkspace(merged, report)
  // The whole file was checked above, so every problem is reported already.
  const shape = checkShape(layerSchema, merged, { ...rules, report: () => {} })
  const folder = dirname(file)
  const { cwd, env, adminUrl, sandbox, variables, offline = false } = request
  const kratos = memberOf(merged, 'kratos')?.value
  const server = chooseServer({ cwd, root: folder, env, adminUrl, sandbox, variables, kratos, unset, offline, report })
  if (shape === undefined) return undefined
  const reserved = reservedVariables(written)
  const ruleSource = { root, shape: whole?.rules ?? [], source, env }
  const { identities, withoutFolder = false } = request
  return completeConfig({
    shape,
    merged,
    rules: readRules(ruleSource, report),
    env,
    file,
    reserved,
    server,
    cwd,
    identities,
    withoutFolder,
    report,
  })
}

function noConfig({ cwd, config }: ConfigRequest): Diagnostic {
  const [summary, hint] =
    config === undefined
      ? [
          `there is no ${configName} in this folder or above it`,
          '`idctl init` sets one up; or name it with --config FILE',
        ]
      : isFolder(resolve(cwd, config))
        ? [`the folder that --config names has no ${configName}`, 'name the file itself, or the folder that it is in']
        : ['the file that --config names does not exist', 'check the path']
  return { severity: 'error', code: 'IDC101', summary, hint }
}

function readRoot(source: SourceText, report: Reporter, secretLines: Map<string, Lines>): LocatedMap | undefined {
  let failed = false
  const reportAndNote: Reporter = (diagnostic) => {
    failed = true
    report(diagnostic)
  }
  const { roots, secretLines: lines } = readPlainYaml(source) ?? readYaml(source, reportAndNote, judgeConfig)
  const urls = roots.flatMap((root) => linesOfMembers(root, mayHoldPassword))
  secretLines.set(source.file, new Set([...lines, ...urls]))
  const [root, second] = roots
  const fail = (at: Located['at'], summary: string, hint = 'start with version: 1 and workspace: …'): undefined => {
    report({ severity: 'error', code: 'IDC102', summary, hint, at })
  }
  if (second !== undefined)
    fail(second.at, 'idctl.yaml must have only one document', 'keep one of them, without the ---')
  if (root?.kind === 'map') return root
  return failed ? undefined : fail(root?.at ?? source.locate(0), 'idctl.yaml must be a map')
}

/** Reports unset variables outside `kratos`. Whether one inside matters depends on which server is used. */
function reportUnset(merged: LocatedMap, unset: ReadonlyMap<Located, Diagnostic>, report: Reporter): void {
  const visit = (node: Located): void => {
    const problem = unset.get(node)
    if (problem !== undefined) report(problem)
    if (node.kind === 'list') node.items.forEach(visit)
    if (node.kind === 'map') for (const { value } of node.members.values()) visit(value)
  }
  for (const [key, { value }] of merged.members) if (key !== 'kratos') visit(value)
}

function requireWorkspace(merged: LocatedMap, report: Reporter): void {
  const others = [...merged.members.keys()].filter((key) => !Object.hasOwn(fileSchema.shape, key))
  if (merged.members.has('workspace') || others.some((key) => didYouMean(key, ['workspace']) !== undefined)) return
  report({
    severity: 'error',
    code: 'IDC102',
    summary: 'idctl.yaml has no workspace',
    hint: nameIt,
    at: merged.at,
  })
}
