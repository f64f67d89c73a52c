import { type GuardName, guardNames } from '../model/change-codes.ts'
import type { GuardLimit, GuardLimits } from '../model/plan.ts'
import { type Located, type LocatedMap, memberOf } from '../source/located.ts'
import type { Reporter } from '../source/report.ts'
import type { ConfigLayer } from './schema.ts'

export const defaultGuards: GuardLimits = {
  removals: { percent: 5, floor: 3, cap: 25 },
  credentials: { percent: 5, floor: 3, cap: 25 },
  field_removals: { percent: 5, floor: 10, cap: 100 },
  identifier_changes: { percent: 5, floor: 10, cap: 100 },
  adoptions: { percent: 5, floor: 10, cap: 500 },
  updates: { percent: 50, floor: 100 },
  // These always need consent.
  replacements: { percent: 0, floor: 0 },
  recreations: { percent: 0, floor: 0 },
  swaps: { percent: 0, floor: 0 },
}

/**
 * Writes a plain number for a guard as the limit that it means: `removals: 4` is `{ percent: 0, floor: 4 }`. This
 * happens before environments are merged, so that a number also replaces the percentage of the base.
 */
export function writeOutGuards(root: LocatedMap): LocatedMap {
  const guards = withMember(root, 'guards', (written) => mapMembers(written, writeOut))
  return withMember(guards, 'environments', (written) => {
    return mapMembers(written, (layer) => {
      return layer.kind === 'map' ? withMember(layer, 'guards', (inner) => mapMembers(inner, writeOut)) : layer
    })
  })
}

/** The limits with their defaults; `written` gives the places for diagnostics. */
export function guardLimits(shape: ConfigLayer['guards'], written: Located | undefined, report: Reporter): GuardLimits {
  const entries = guardNames.map((name) => {
    const limit: GuardLimit = { ...defaultGuards[name], ...withoutNothing(shape?.[name]) }
    reportUselessCap(name, limit, memberOf(memberOf(written, name)?.value, 'cap')?.value, report)
    return [name, limit] as const
  })
  return Object.fromEntries(entries) as Record<GuardName, GuardLimit>
}

/** Reports a cap below the floor: the floor always passes, although the author wants to allow fewer. */
function reportUselessCap(
  name: GuardName,
  { percent, floor, cap }: GuardLimit,
  written: Located | undefined,
  report: Reporter,
): void {
  if (written === undefined || cap === undefined || cap >= floor || percent === 0) return
  report({
    severity: 'error',
    code: 'IDC102',
    summary: `the cap of guards.${name} is ${cap}, but its floor is ${floor}, and that many always pass`,
    hint: `write a floor of at most ${cap}, too; or only \`${name}: ${cap}\`, for a limit without a percentage`,
    at: written.at,
  })
}

function writeOut(guard: Located): Located {
  if (guard.kind !== 'scalar' || typeof guard.value !== 'number') return guard
  const { at } = guard
  const members = new Map([
    ['percent', { at, value: { kind: 'scalar' as const, value: 0, at } }],
    ['floor', { at, value: guard }],
  ])
  return { kind: 'map', members, at }
}

function withMember(map: LocatedMap, key: string, change: (value: Located) => Located): LocatedMap {
  const member = map.members.get(key)
  if (member === undefined) return map
  return { ...map, members: new Map(map.members).set(key, { ...member, value: change(member.value) }) }
}

function mapMembers(node: Located, change: (value: Located) => Located): Located {
  if (node.kind !== 'map') return node
  const members = [...node.members].map(([key, member]) => [key, { ...member, value: change(member.value) }] as const)
  return { ...node, members: new Map(members) }
}

/** An explicit `undefined` would override the default. */
function withoutNothing(limit: { readonly [Part in keyof GuardLimit]?: number | undefined } = {}): Partial<GuardLimit> {
  return Object.fromEntries(Object.entries(limit).filter(([, value]) => value !== undefined))
}
