import type { Change } from '../../src/model/change.ts'
import type { Plan } from '../../src/model/plan.ts'

/** Puts `poison` before every text of a value, wherever it stands; `words` of the program are no data and stay. */
export function poison<Value>(value: Value, text: string, words: ReadonlySet<string> = programWords): Value {
  if (typeof value === 'string') return (words.has(value) ? value : text + value) as Value
  if (Array.isArray(value)) return value.map((item) => poison(item, text, words)) as Value
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [name, poison(member, text, words)])
  return Object.fromEntries(members) as Value
}

/** A plan with `text` in everything that people, files and servers have written. */
export function poisonPlan(plan: Plan, text: string): Plan {
  const noWords: ReadonlySet<string> = new Set()
  return {
    ...plan,
    changes: plan.changes.map((change): Change => poison(change, text)),
    diagnostics: plan.diagnostics.map((diagnostic) => ({
      ...poison(diagnostic, text, noWords),
      severity: diagnostic.severity,
      code: diagnostic.code,
    })),
    ...(plan.selection === undefined ? {} : { selection: text }),
  }
}

const programWords: ReadonlySet<string> = new Set(
  [
    'create update adopt release disable delete none',
    'pending drift both new removed mark document-gone grace-over restored todo unmarked asked',
    'same-account adoption protected password recovery_link recovery_code',
    'moves-aside expired no-way-in recreated aside older-checkout clock address text remaining nothing',
    'value access waits observed',
    'set link unlink totp passkey oidc saml revoke_sessions schema taken-back collision',
  ].flatMap((line) => line.split(' ')),
)
