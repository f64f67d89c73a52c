import { foundIn } from '../../../identity/found.ts'
import { isAtOrBelow } from '../../../model/json.ts'
import { modeAt } from '../../../model/ownership.ts'
import { isRemovable } from '../../diff/gone-leaves.ts'
import { type Effect, effect } from '../rule.ts'
import type { Update } from '../update.ts'

/** Tells why the mark drops a leaf while live keeps its value. */
export function released({ pair, diff }: Pick<Update, 'pair' | 'diff'>): readonly Effect[] {
  const found = foundIn(pair.mark)
  return diff.released.map((path) => {
    const mode = modeAt(pair.desired.ownership, path)
    const wouldGo = isRemovable(path) && (mode === 'enforce' || mode === 'merge')
    const isFound = [...found].some((one) => isAtOrBelow(one, path))
    const why = !wouldGo ? '' : isFound ? ', but was there before idctl' : ', but live is no longer as idctl wrote it'
    return effect('field-released', `${path} left the file${why}: released, live stays`)
  })
}
