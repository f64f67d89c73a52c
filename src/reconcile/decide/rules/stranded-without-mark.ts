import type { Blocked } from '../../../model/change.ts'
import { temporaryLeaves } from '../../../swap/aside-leaves.ts'
import type { Removal } from '../removal.ts'

/** Blocks a release while a leaf has a temporary value: only the mark says that it is temporary. */
export function strandedWithoutMark({ live, mark, way }: Pick<Removal, 'live' | 'mark' | 'way'>): Blocked | undefined {
  const [path] = way === 'release' ? temporaryLeaves(live, mark) : []
  if (path === undefined) return undefined
  const reason = `a swap was interrupted: ${path} still has a temporary value, or none, and would keep it`
  const hint = 'put the document back and apply, which finishes the swap; then release it'
  return { code: 'aside', reason, hint }
}
