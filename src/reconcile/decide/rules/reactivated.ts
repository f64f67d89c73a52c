import type { Blocked } from '../../../model/change.ts'
import type { Removal } from '../removal.ts'

/** Blocks if somebody has activated an identity that idctl had disabled: that was probably intended. */
export function reactivated({ live, mark, remedy, release }: Removal): Blocked | undefined {
  if (mark.disabled === undefined || live.state !== 'active') return undefined
  return {
    code: 'reactivated',
    reason: 'idctl disabled it when its document left or expired; somebody has activated it again since',
    hint: `${remedy}, or release it with \`${release()}\``,
    orphan: true,
  }
}
