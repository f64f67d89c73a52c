import type { Blocked } from '../../../model/change.ts'
import { shellWord } from '../../../model/shell-word.ts'
import { judgeDeletions, lastFactorStays } from '../first-factors.ts'
import type { Update } from '../update.ts'

/**
 * Blocks the deletion of a credential if the person cannot have another first factor. A deletion that was tried before is blocked too,
 * since Kratos would refuse it in every run, until another factor shows or `--write-credentials` names the key.
 */
export function lastFirstFactor(
  update: Pick<Update, 'pair' | 'credentials' | 'writesCredentials'>,
): Blocked | undefined {
  const verdict = judgeDeletions(update)
  if (verdict === 'refused') {
    return {
      code: 'last-first-factor',
      reason: `it would lose its last way to sign in, and ${lastFactorStays}`,
      hint: 'give the person another way in first, or take the deletion out of the file',
    }
  }
  if (verdict !== 'tried') return undefined
  const again = `idctl apply --write-credentials=${shellWord(update.pair.desired.key)}`
  return {
    code: 'last-first-factor',
    reason: `a deletion was tried before without success, and ${lastFactorStays}`,
    hint: `give the person another way in, or take the deletion out of the file; \`${again}\` tries it once more`,
  }
}
