import { isAlias, isScalar, type Node, Scalar } from 'yaml'
import type { SourceLocation } from '../model/diagnostic.ts'
import { strayAround } from '../model/unseen.ts'
import type { LocatedMember } from './located.ts'
import { keyProblem } from './node-rules.ts'
import { markLines, type Reading } from './yaml-reading.ts'

/**
 * The key of a member. Reports what is wrong with it; `undefined` if it cannot be used.
 *
 * @param known Members of the same map that were read before.
 * @param secret Whether the map is below a secret key.
 */
export function readKey(
  node: Node,
  at: SourceLocation,
  known: ReadonlyMap<string, LocatedMember>,
  reading: Reading,
  secret: boolean,
): string | undefined {
  const target = isAlias(node) ? reading.anchors.get(node.source) : node
  if (secret && target !== undefined) markLines(target, target, reading)
  const key: unknown = isScalar(target) ? target.value : undefined
  if (isScalar(target) && target.anchor !== undefined) reading.anchors.set(target.anchor, target)
  if (typeof key !== 'string') {
    reading.report({
      severity: 'error',
      code: 'IDC205',
      summary: 'a key must be a text',
      hint: 'quote the key',
      at,
    })
    return undefined
  }
  const stray = isScalar(node) && node.type === Scalar.PLAIN ? strayAround(key) : undefined
  if (stray !== undefined) {
    reading.strayKeys.push({ ...stray, at, secret })
    return undefined
  }
  const problem = keyProblem(key, at, known.get(key)?.at)
  if (problem === undefined) return key
  reading.report(problem)
  return problem.code === 'IDC204' ? key : undefined
}
