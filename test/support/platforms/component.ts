import { readFileSync } from 'node:fs'
import { parse, parseAllDocuments } from 'yaml'
import { holds } from './rule-expression.ts'

interface InputSpec {
  readonly type?: 'string' | 'boolean' | 'number' | 'array'
  readonly default?: unknown
  readonly options?: readonly unknown[]
  readonly regex?: string
}

interface Rule {
  readonly if: string
  readonly changes?: readonly string[]
  readonly when?: string
}

export interface Job {
  readonly before_script: readonly string[]
  readonly script: readonly string[]
  readonly variables: Readonly<Record<string, string | { readonly value: string; readonly expand: boolean }>>
  readonly rules: readonly Rule[]
  readonly needs: readonly string[]
  readonly environment?: { readonly name: string; readonly action?: string }
  readonly resource_group?: string
  readonly artifacts: {
    readonly when?: string
    readonly access: string
    readonly paths?: readonly string[]
    readonly reports?: Readonly<Record<string, string>>
  }
  readonly cache?: { readonly key: string; readonly paths: readonly string[] }
}

export type Inputs = Readonly<Record<string, unknown>>

type Tree = Readonly<Record<string, unknown>>

/** The jobs of a CI component with these inputs, by name, as GitLab's documentation says how they come about. */
export function jobsOf(file: string, given: Inputs): Readonly<Record<string, Job>> {
  const [header, content] = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS())
  const specs = header.spec.inputs as Record<string, InputSpec>
  const unknown = Object.keys(given).filter((name) => !(name in specs))
  if (unknown.length > 0) throw new Error(`no such input: ${unknown.join(', ')}`)
  const inputs = Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      checked(name, spec, name in given ? given[name] : spec.default),
    ]),
  )
  const jobs = filled(content, inputs) as Record<string, Tree>
  return Object.fromEntries(
    Object.keys(jobs)
      .filter((name) => !name.startsWith('.'))
      .map((name) => [name, extended(jobs, name) as unknown as Job]),
  )
}

/** The inputs that a `.gitlab-ci.yml` gives to each file that it includes. */
export function inputsIn(yaml: string): readonly Inputs[] {
  const { include } = parse(yaml) as { include: readonly { readonly inputs?: Inputs }[] }
  return include.map(({ inputs = {} }) => inputs)
}

/** Which jobs a pipeline with these variables has, with what starts them; all files that it looks at have changed. */
export function selected(
  jobs: Readonly<Record<string, Job>>,
  variables: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const pairs = Object.entries(jobs).flatMap(([name, { rules }]) => {
    const rule = rules.find((one) => holds(one.if, variables))
    return rule === undefined ? [] : [[name, rule.when ?? 'on_success']]
  })
  return Object.fromEntries(pairs)
}

function checked(name: string, { type = 'string', options, regex }: InputSpec, value: unknown): unknown {
  const is = Array.isArray(value) ? 'array' : typeof value
  if (is !== type) throw new Error(`input ${name} is no ${type}`)
  if (options?.includes(value) === false) throw new Error(`input ${name} is none of its options`)
  if (regex !== undefined && !new RegExp(regex).test(String(value))) throw new Error(`input ${name} does not match`)
  return value
}

/** Whoever interpolates a whole value gets the value, with its type; else its text. */
function filled(tree: unknown, inputs: Inputs): unknown {
  if (typeof tree === 'string') {
    const [, whole] = /^\$\[\[ inputs\.([a-z-]+) \]\]$/.exec(tree) ?? []
    if (whole !== undefined) return inputOf(whole, inputs)
    return tree.replace(/\$\[\[ inputs\.([a-z-]+) \]\]/g, (_all, name: string) => String(inputOf(name, inputs)))
  }
  if (Array.isArray(tree)) return tree.map((part) => filled(part, inputs))
  if (typeof tree !== 'object' || tree === null) return tree
  return Object.fromEntries(
    Object.entries(tree).map(([name, part]) => [filled(name, inputs) as string, filled(part, inputs)]),
  )
}

function inputOf(name: string, inputs: Inputs): unknown {
  if (name in inputs) return inputs[name]
  throw new Error(`the component has no input ${name}`)
}

function extended(jobs: Readonly<Record<string, Tree>>, name: string): Tree {
  const { extends: parent, ...own } = jobs[name] ?? {}
  return typeof parent === 'string' ? merged(extended(jobs, parent), own) : own
}

/** Members of both are merged; of all else the second one counts. */
function merged(left: Tree, right: Tree): Tree {
  const pairs = Object.entries(right).map(([name, value]) => {
    const before = left[name]
    return [name, isTree(before) && isTree(value) ? merged(before, value) : value]
  })
  return { ...left, ...Object.fromEntries(pairs) }
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
