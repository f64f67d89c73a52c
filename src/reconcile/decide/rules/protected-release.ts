import type { Blocked } from '../../../model/change.ts'
import { keyCommand } from '../../../model/shell-word.ts'
import type { Release } from '../removal.ts'

export function protectedRelease({ mark, includeProtected }: Release): Blocked | undefined {
  if (!mark.protect || includeProtected) return undefined
  return {
    code: 'protected',
    reason: 'it is protected',
    hint: `\`${keyCommand('release', mark.key, '--protected')}\` releases it anyway`,
  }
}
