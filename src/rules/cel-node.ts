/**
 * A node of the library's syntax tree, with the parts that it does not declare: what a macro stands for (`meta`), and
 * the function that works on evaluated operands (`handle`).
 */
export interface CelNode {
  readonly op: string
  readonly args: unknown
  readonly start: number
  readonly end: number
  readonly meta: { readonly alternate?: CelNode; readonly macro?: object }
  handle?: Handle
}

export type Handle = (...operands: readonly unknown[]) => unknown

/** The parts of a node that stands for a macro over a list or map, such as `exists`. */
export interface Comprehension {
  readonly iterable: CelNode
  readonly init: CelNode
  readonly step: CelNode
}

const leaves: ReadonlySet<string> = new Set(['value', 'id', 'accuValue', 'accuInc'])
const lists: ReadonlySet<string> = new Set(['[]', '[?]', '||', '&&', '?:', 'list'])
export const binaryOperators: ReadonlySet<string> = new Set([
  '!=',
  '==',
  'in',
  '+',
  '-',
  '*',
  '/',
  '%',
  '<',
  '<=',
  '>',
  '>=',
])

/**
 * The nodes that evaluating a node may evaluate.
 * @throws for a kind of node that this version of the library does not have
 */
export function childrenOf(node: CelNode): readonly CelNode[] {
  const { op, args, meta } = node
  if (meta.alternate !== undefined) return [meta.alternate]
  if (leaves.has(op)) return []
  if (lists.has(op) || binaryOperators.has(op)) return args as readonly CelNode[]
  switch (op) {
    case '.':
    case '.?':
      return [(args as readonly [CelNode])[0]]
    case '!_':
    case '-_':
    case 'accuPush':
      return [args as CelNode]
    case 'call':
      return (args as readonly [string, readonly CelNode[]])[1]
    case 'rcall': {
      const [, receiver, given] = args as readonly [string, CelNode, readonly CelNode[]]
      return [receiver, ...given]
    }
    case 'map':
      return (args as readonly (readonly CelNode[])[]).flat()
    case 'comprehension': {
      const { iterable, init, step } = args as Comprehension
      return [iterable, init, step]
    }
    default:
      throw new Error(`unknown node of an expression: ${op}`)
  }
}

/** Every node of a tree once; macros share some of theirs. */
export function nodesOf(root: CelNode): ReadonlySet<CelNode> {
  const found = new Set<CelNode>()
  const pending = [root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (found.has(node)) continue
    found.add(node)
    pending.push(...childrenOf(node))
  }
  return found
}
