import type { Diagnostic } from '../../model/diagnostic.ts'
import { placeInField } from '../../model/field-place.ts'
import type { BothPair } from '../match/match.ts'

/**
 * Warns of a document with `state: inactive` in mode `seed` whose account was there before, and is active: idctl writes such a state at the
 * creation only. Where idctl has written it, somebody has activated the account since, as `seed` lets them.
 */
export function idleState({ desired, live, mark }: BothPair): readonly Diagnostic[] {
  const state = desired.fields['/state']
  const isIdle = state?.value === 'inactive' && state.mode === 'seed' && mark?.fields['/state'] === undefined
  if (!isIdle || live.state === 'inactive') return []
  const why = 'the ownership of /state is "seed", so idctl writes it to new accounts only'
  return [
    {
      severity: 'warning',
      code: 'IDC248',
      summary: `"${desired.key}" stays active: \`state: inactive\` disables nobody who was there before; ${why}`,
      alike: { key: desired.key, summary: `stay active although their documents say \`state: inactive\`: ${why}` },
      hint: 'give the document `idctl: { ownership: { /state: enforce } }`, or take the line out',
      at: placeInField(desired, '/state'),
    },
  ]
}
