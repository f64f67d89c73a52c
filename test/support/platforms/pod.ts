import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import type { IContainer, IEnvVar, IPodSpec } from 'kubernetes-models/v1'
import { runCli } from '../../e2e/run-cli.ts'
import { gitVariables } from '../git.ts'

/** What a pod finds in its cluster: the values of ConfigMaps and Secrets by name, and a folder for each volume. */
export interface Cluster {
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly volumes: Readonly<Record<string, string>>
  /** Which pod of an indexed Job it is. */
  readonly index?: number
}

/** The only one. @throws if there is none, or another */
export function only<T>(items: readonly T[] | undefined): T {
  const [first] = items ?? []
  if (first === undefined || items?.length !== 1) throw new Error(`one was expected, not ${items?.length}`)
  return first
}

/** The variables of a container, with those in the text of others put in as the kubelet does. */
export function variablesOf({ env = [] }: IContainer, { values, index }: Cluster): Record<string, string> {
  const variables: Record<string, string> = index === undefined ? {} : { JOB_COMPLETION_INDEX: `${index}` }
  for (const variable of env) {
    const value = givenIn(variable, values)
    if (value !== undefined) variables[variable.name] = expanded(value, variables)
  }
  return variables
}

function givenIn({ value, valueFrom }: IEnvVar, values: Cluster['values']): string | undefined {
  const ref = valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef
  if (ref === undefined) return value
  const found = values[ref.name ?? '']?.[ref.key]
  if (found === undefined && ref.optional !== true) throw new Error(`${ref.name} has no ${ref.key}`)
  return found
}

function expanded(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\((\w+)\)/g, (whole, name) => variables[name] ?? whole)
}

/** Where a path of the container is here. */
function placeOf({ volumeMounts = [] }: IContainer, path: string, { volumes }: Cluster): string {
  const inside = volumeMounts.filter(({ mountPath }) => `${path}/`.startsWith(`${mountPath}/`))
  const [mount] = inside.sort((a, b) => b.mountPath.length - a.mountPath.length)
  const folder = volumes[mount?.name ?? '']
  if (mount === undefined || folder === undefined) throw new Error(`nothing is mounted at ${path}`)
  return resolve(folder, `.${path.slice(mount.mountPath.length)}`)
}

/** Runs the command of the init container, which brings the files. @throws if it fails */
export function runCheckout(pod: IPodSpec, cluster: Cluster): void {
  const container = only(pod.initContainers)
  const [command = '', ...args] = [...(container.command ?? []), ...(container.args ?? [])]
  const { status, stderr } = spawnSync(command, args, {
    cwd: placeOf(container, container.workingDir ?? '', cluster),
    env: { ...gitVariables, ...variablesOf(container, cluster) },
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
}

/** Runs idctl with the arguments of the pod. The volume `state` must be where the pod mounts it, below the checkout. */
export async function runPod(pod: IPodSpec, cluster: Cluster) {
  const container = only(pod.containers)
  const env = variablesOf(container, cluster)
  const cwd = placeOf(container, container.workingDir ?? '', cluster)
  const state = container.volumeMounts?.find(({ name }) => name === 'state')?.mountPath ?? ''
  if (state !== `${container.workingDir}/.idctl`) throw new Error(`the state is at ${state}`)
  const args = (container.args ?? []).map((text) => expanded(text, env))
  return runCli(args, { cwd, env: { ...gitVariables, ...env } })
}
