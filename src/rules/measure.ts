import { binaryOperators, type CelNode, type Comprehension, nodesOf } from './cel-node.ts'
import { type Cost, functionCosts, methodCosts, operatorCosts } from './costs.ts'
import { HiddenAsked, refuseHidden } from './hidden.ts'
import type { Meter } from './meter.ts'
import { matchName, type Pattern } from './patterns.ts'

/** Which part of an expression asked for a value that rules may not see. */
const askedAt = new WeakMap<HiddenAsked, CelNode>()

export function placeOfAsking(error: HiddenAsked): CelNode | undefined {
  return askedAt.get(error)
}

/**
 * Lets each operation of a checked expression first pay its steps and refuse hidden values. Whatever the library does is bounded
 * by the operands that are seen here, so a rule can neither run for long nor fill the memory.
 */
export function measure(root: CelNode, meter: Meter, patterns: ReadonlyMap<string, Pattern>): void {
  for (const node of nodesOf(root)) {
    const { handle } = node
    if (handle === undefined) continue
    const cost = costOf(node, patterns)
    node.handle = (...given) => {
      const operands = operandsOf(node, given)
      try {
        for (const operand of operands) refuseHidden(operand)
        meter.spend(cost(operands, meter))
      } catch (error) {
        if (error instanceof HiddenAsked && !askedAt.has(error)) askedAt.set(error, node)
        throw error
      }
      return handle(...given)
    }
  }
}

/** Functions get their operands as one list, operators one by one. */
function operandsOf({ op }: CelNode, given: readonly unknown[]): readonly unknown[] {
  if (op === 'call' || op === 'rcall') return given[0] as readonly unknown[]
  return binaryOperators.has(op) || op === '[]' || op === '[?]' ? given.slice(0, 2) : given.slice(0, 1)
}

const constant: Cost = () => 1

function costOf(node: CelNode, patterns: ReadonlyMap<string, Pattern>): Cost {
  const { op, args } = node
  if (op === 'call') return known(functionCosts, (args as readonly [string])[0])
  if (op === 'rcall') {
    const [name] = args as readonly [string]
    return name === matchName ? (operands) => stepsOfMatch(operands, patterns) : known(methodCosts, name)
  }
  if (binaryOperators.has(op)) return known(operatorCosts, op)
  if (op !== 'comprehension') return constant
  const each = stepsOfNodes([node, ...nodesOf((args as Comprehension).step)])
  return ([items]) => 1 + countOf(items) * each
}

/** Where an error of a part can be passed over, each time anew; making an error takes as long as so many steps. */
const passesOver: ReadonlySet<string> = new Set(['||', '&&', 'comprehension'])
const stepsOfError = 10

/** What evaluating nodes once takes beside their operations: those that only look something up do not pay for themselves. */
export function stepsOfNodes(nodes: Iterable<CelNode>): number {
  let steps = 0
  for (const { op } of nodes) steps += passesOver.has(op) ? stepsOfError : 1
  return steps
}

function stepsOfMatch([text, pattern]: readonly unknown[], patterns: ReadonlyMap<string, Pattern>): number {
  const each = typeof pattern === 'string' ? (patterns.get(pattern)?.steps ?? 1) : 1
  return 1 + (typeof text === 'string' ? text.length * each : 0)
}

function known(costs: Readonly<Record<string, Cost>>, name: string): Cost {
  const cost = Object.hasOwn(costs, name) ? costs[name] : undefined
  if (cost === undefined) throw new Error(`nobody has said what ${name} costs`)
  return cost
}

function countOf(items: unknown): number {
  if (Array.isArray(items)) return items.length
  if (items instanceof Map) return items.size
  return typeof items === 'object' && items !== null ? Object.keys(items).length : 0
}
