import { defaultGuards } from '../../config/guard-limits.ts'
import { type GuardName, guardNames } from '../../model/change-codes.ts'
import { guardFlag } from '../../model/guard-flag.ts'
import { guardCounts } from '../../model/guard-texts.ts'
import type { GuardLimit } from '../../model/plan.ts'
import type { MemberText } from './member-text.ts'

const guards = {
  meaning:
    'How much one plan may do without your consent. A number is the limit; with `percent` of all who are managed, a plan may do max(floor, min(cap, percent)).',
  takes: 'a map from a guard to a number, or to a map with `percent`, `floor` and `cap`',
  otherwise: 'each guard has a limit of its own',
  example: 'guards:\n  removals: { percent: 2, floor: 1, cap: 10 }\n  credentials: 0\n  updates: { cap: 2000 }\n',
  order: '`--allow-removals=N` and the like consent for one run',
  note: 'what a map leaves out keeps its default',
  mistakes: {
    'guards: { removals: 5% }': 'IDC102',
    'guards: { removal: 3 }': 'IDC103',
    'guards: { removals: { floor: 10, cap: 5 } }': 'IDC102',
  },
  guide: '../guides/guards.md',
} as const satisfies MemberText

const each = guardNames.map((guard) => [`guards.${guard}`, textOf(guard)] as const)

/** What is said of the guards in idctl.yaml. */
export const guardTexts = { guards, ...(Object.fromEntries(each) as Record<`guards.${GuardName}`, MemberText>) }

function textOf(guard: GuardName): MemberText {
  return {
    meaning: `Limits ${guardCounts[guard]}.`,
    fallback: writtenLimit(defaultGuards[guard]),
    example: `guards: { ${guard}: 1 }`,
    order: `\`${guardFlag(guard)}=N\` consents for one run`,
  }
}

/** As people would write it: without a percentage, the limit is a number. */
function writtenLimit(limit: GuardLimit) {
  return limit.percent === 0 ? limit.floor : { ...limit }
}
