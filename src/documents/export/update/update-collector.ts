import type { Config } from '../../../config/types.ts'
import type { LeftOut, UpdateNotes } from '../../../model/exported.ts'
import type { DesiredIdentity, IdentityKey } from '../../../model/identity.ts'
import { present } from '../../../model/present.ts'
import { namesOf } from '../../../reconcile/decide/names-of-command.ts'
import { adoption } from '../../../reconcile/decide/rules/adoption.ts'
import type { BothPair } from '../../../reconcile/match/match.ts'
import { chooseLive, keyPatterns, type Scope } from '../choose.ts'
import type { Accounts } from '../find-accounts.ts'
import { countValues, type Judgement, type JudgeRules, judgeDocument, type Outdated } from './outdated.ts'

export interface UpdateChoice {
  readonly scope: Scope
  /** Id of the schema on the server. */
  readonly schemaId?: string
  readonly patterns: readonly string[]
}

/** What `--update` has to do with the documents that there are. */
export interface ToUpdate {
  readonly outdated: readonly Outdated[]
  readonly left: readonly LeftOut[]
  /** How many of the documents that are meant say what live has. */
  readonly right: number
  readonly notes: UpdateNotes
}

interface Entry extends Judgement {
  readonly key: IdentityKey
  readonly id: string
  /** A pattern fits the document itself. */
  readonly isNamed: boolean
}

/** Judges the documents of the accounts that are meant, one after the other. */
export function updateCollector(
  config: Pick<Config, 'workspace' | 'identities' | 'adopt'>,
  folder: readonly DesiredIdentity[],
  choice: UpdateChoice,
  rules: JudgeRules,
): {
  /** Documents that are named by their keys: that is consent to take the account for theirs. */
  readonly adoptKeys: ReadonlySet<IdentityKey>
  take(pair: BothPair): void
  /** Patterns that fit no document of an account that is meant. */
  idle(): readonly string[]
  /** @param named ids of accounts that a pattern fits, whatever their documents are called */
  found(accounts: Accounts, missing: readonly DesiredIdentity[], named: ReadonlySet<string>): ToUpdate
} {
  const { workspace, identities: folders, adopt } = config
  const known = new Set(folder.map(({ key }) => key))
  const names = namesOf({ keys: [], globs: choice.patterns }, folders, (key) => known.has(key))
  const namingOf = ({ key, origin }: DesiredIdentity) => names.namingOf({ key, file: origin.file })
  const patterns = keyPatterns(choice.patterns, folders)
  const adoptKeys = new Set(folder.filter((one) => namingOf(one) === 'key').map(({ key }) => key))
  const entries: Entry[] = []

  function take(pair: BothPair): void {
    const { desired, live } = pair
    const scope = { workspace, scope: choice.scope, ...present({ schemaId: choice.schemaId }) }
    if (chooseLive(live, scope).kind !== 'chosen') return
    const judgement = judgeDocument(pair, rules)
    const doubted = judgement.outdated === undefined ? undefined : doubtOf(pair)
    const entry = { key: desired.key, id: live.id, isNamed: patterns.matches(desired.key, desired.origin.file) }
    entries.push({ ...entry, ...(doubted === undefined ? judgement : { left: doubted, values: [] }) })
  }

  /** A document follows nobody who only has its address: as a plan adopts nobody for that. */
  function doubtOf(pair: BothPair): Judgement['left'] {
    const isGlob = namingOf(pair.desired) === 'glob' && adopt !== 'never'
    const policy = { adopt: isGlob ? 'any' : adopt, adoptKeys, takeOver: new Set<IdentityKey>() } as const
    const blocked = adoption({ pair, policy })
    return blocked && { file: pair.desired.origin.file, code: 'IDC244', why: blocked.reason, hint }
  }

  return {
    adoptKeys,
    take,
    idle: () => patterns.idle(),
    found(accounts, missing, named) {
      const places = new Map(folder.map(({ key }, index) => [key, index]))
      const placeOf = ({ key }: Entry) => places.get(key) ?? 0
      const meant = entries
        .filter(({ key, id, isNamed }) => accounts.get(key) === id && (isNamed || named.has(id)))
        .sort((left, right) => placeOf(left) - placeOf(right))
      const outdated = meant.flatMap((entry) => entry.outdated ?? [])
      const left = meant.flatMap(({ key, id, left: why }) => (why === undefined ? [] : [{ id, key, ...why }]))
      const isMeant = ({ fields }: DesiredIdentity) => {
        return choice.schemaId === undefined || fields['/schema_id']?.value === choice.schemaId
      }
      const fits = keyPatterns(choice.patterns, folders)
      const gone = missing.filter((one) => isMeant(one) && fits.matches(one.key, one.origin.file))
      return {
        outdated,
        left,
        right: meant.length - outdated.length - left.length,
        notes: {
          values: countValues(meant.map(({ values }) => values)),
          missing: gone.map(({ key, origin }) => ({ key, file: origin.file })),
        },
      }
    },
  }
}

const hint = 'check that it is the same person, then name the key: `idctl export --update KEY`'
