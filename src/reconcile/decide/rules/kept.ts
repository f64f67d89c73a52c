import type { Blocked } from '../../../model/change.ts'
import type { Removal } from '../removal.ts'

export function kept({ mode, why, release }: Removal): Blocked | undefined {
  if (mode !== 'keep') return undefined
  return {
    code: 'kept',
    reason: `${why}, and idctl.yaml says \`keep\``,
    hint: `\`${release()}\` stops managing it`,
    orphan: true,
  }
}
