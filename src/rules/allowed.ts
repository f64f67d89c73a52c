import { didYouMean } from '../model/did-you-mean.ts'
import { type CelNode, type Comprehension, childrenOf } from './cel-node.ts'
import { functionCosts, methodCosts } from './costs.ts'
import { matchName, type Patterns } from './patterns.ts'
import type { ExpressionProblem } from './problem.ts'

/** So deep may `filter`, `map`, `exists` and `all` be inside one another: each level multiplies the work. */
const mostNested = 2

/** What the library would allow, and rules may not use: it could run for long, or depends on the machine. */
const refusedNames: ReadonlySet<string> = new Set(['google', 'cel'])

const methods = [...Object.keys(methodCosts), 'matches']
const functions = Object.keys(functionCosts)

/**
 * Finds what rules may not use in a parsed expression, and leads `matches` to our own function. The tree keeps its positions.
 * This is before types are checked: types of what is refused here could already fill the memory.
 */
export function refuseParts(root: CelNode, patterns: Patterns): ExpressionProblem | undefined {
  return visit(root, 0)

  function visit(node: CelNode, depth: number): ExpressionProblem | undefined {
    const problem = problemOf(node, patterns)
    if (problem !== undefined) return { ...problem, offset: problem.offset ?? node.start }
    for (const [child, inside] of childrenIn(node, depth)) {
      if (inside > mostNested) return { ...nested, offset: node.start }
      const below = visit(child, inside)
      if (below !== undefined) return below
    }
    return undefined
  }
}

const nested = {
  summary: `filter, map, exists and all may be at most ${mostNested} deep inside one another`,
  hint: 'ask about each document or change instead of all of them: each: document',
}

function childrenIn(node: CelNode, depth: number): readonly (readonly [child: CelNode, depth: number])[] {
  if (node.op !== 'comprehension') return childrenOf(node).map((child) => [child, depth] as const)
  const { iterable, init, step } = node.args as Comprehension
  return [
    [iterable, depth],
    [init, depth],
    [step, depth + 1],
  ]
}

type Problem = Omit<ExpressionProblem, 'offset'> & { readonly offset?: number }

function problemOf(node: CelNode, patterns: Patterns): Problem | undefined {
  const { op, args } = node
  if (op === 'id' && refusedNames.has(args as string)) return { summary: `rules cannot use ${String(args)}` }
  if (op === 'value' && args instanceof Uint8Array) return { summary: 'rules cannot use bytes' }
  if (op === 'call') return unknownName('function', (args as readonly [string])[0], functions)
  if (op === 'map') return (args as readonly (readonly [CelNode])[]).map(([name]) => keyProblem(name)).find(Boolean)
  if (op !== 'rcall') return undefined
  const call = args as [string, CelNode, readonly CelNode[]]
  const unknown = unknownName('function', call[0], methods)
  if (unknown !== undefined || call[0] !== 'matches') return unknown
  call[0] = matchName
  return patternProblem(call[2], patterns)
}

function unknownName(kind: string, name: string, known: readonly string[]): Problem | undefined {
  if (known.includes(name)) return undefined
  const meant = didYouMean(name, known)
  return {
    summary: `rules know no ${kind} ${name}`,
    hint: meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${meant}?`,
  }
}

/** The type of a key that is itself a map has a name twice as long as that of the map, and so on. */
function keyProblem({ op, args, start }: CelNode): Problem | undefined {
  if (op === 'value' && typeof args === 'string') return undefined
  return { summary: 'a key of a map must be a text in quotes', offset: start }
}

function patternProblem(given: readonly CelNode[], patterns: Patterns): Problem | undefined {
  const [pattern] = given
  if (pattern === undefined) return undefined
  if (pattern.op !== 'value' || typeof pattern.args !== 'string') {
    return { summary: 'the pattern of matches must be a text in quotes', offset: pattern.start }
  }
  const summary = patterns.add(pattern.args)
  return summary === undefined ? undefined : { summary, offset: pattern.start }
}
