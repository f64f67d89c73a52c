import { markMember, ownMark } from '../../identity/live-document.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { DesiredIdentity, LiveIdentity } from '../../model/identity.ts'
import { isJsonObject, valueAt } from '../../model/json.ts'
import { adoptById } from '../decide/adopt-by-id.ts'
import { blockRefused } from '../decide/block-change.ts'
import { unknownKeys } from '../decide/decide-key-command.ts'
import type { Decision } from '../decide/decision.ts'
import { describePerson } from '../decide/describe-person.ts'
import type { IdCommand } from '../decide/id-context.ts'
import { newlyDerived } from '../decide/newly-derived.ts'
import { releaseById } from '../decide/release-by-id.ts'
import { surveyMarks } from '../decide/survey-marks.ts'
import { withoutKept } from '../decide/without-kept.ts'
import type { Policy } from '../policy.ts'
import type { Decisions } from './decide-all.ts'
import { type Again, blockLate } from './late-claims.ts'
import { type Watcher, watched } from './watcher.ts'

/** The identities that the command names, and a listing of all. */
interface NamedPeople {
  readonly named: ReadonlyMap<string, LiveIdentity>
  readonly pages: AsyncIterable<readonly LiveIdentity[]>
  readonly again: Again
}

/**
 * @param named the identities of the command, read by id, without those that Kratos does not have
 * @param pages all identities, to count marks and to find other identities with the same mark
 */
export async function decideByIds(
  identities: readonly DesiredIdentity[],
  { named, pages, again }: NamedPeople,
  policy: Policy,
  command: IdCommand,
  watchers: readonly Watcher[] = [],
): Promise<Decisions> {
  const documents = new Map(identities.map((desired) => [desired.key, desired]))
  const keys = [...named.values()].map((live) => ownMark(live, policy.workspace)?.key)
  const asked = command.command === 'adopt' ? [command.key] : []
  const wanted = new Set([...keys, ...asked].filter((key) => key !== undefined))
  const survey = await surveyMarks(watched(pages, watchers), policy.workspace, wanted)
  const context = { policy, documents, survey }
  const alone = command.ids.map((id): Decision => {
    const live = named.get(id)
    if (live === undefined) return { diagnostics: [unknownId(id)] }
    const foreign = foreignOwner(live, policy.workspace)
    const decision =
      command.command === 'adopt'
        ? adoptById(live, command.key, foreign, context)
        : releaseById(live, foreign, command, context)
    const { change } = withoutKept(decision, live)
    if (change === undefined) return decision
    const desired = documents.get(change.key)
    const shown = describePerson(blockRefused(change, live, policy), { desired, live }, policy)
    return { ...decision, change: shown, ...newlyDerived(live, policy) }
  })
  const decisions = await blockLate(alone, documents, policy, again)
  const changes = decisions.flatMap(({ change }) => (change ? [change] : []))
  return {
    changes,
    diagnostics: [
      ...decisions.flatMap(({ diagnostics }) => diagnostics),
      ...unknownKeys([...policy.takeOver], new Set(documents.keys()), 'no document'),
    ],
    needs: new Map(),
    asides: new Map(),
    created: [],
    managed: survey.managed,
    inert: 0,
    unmanaged: survey.unmanaged,
    unchanged: Math.max(0, survey.managed - changes.length),
  }
}

/** The other workspace that manages an identity, as far as its mark can be read. */
function foreignOwner({ mark, metadata_admin }: LiveIdentity, workspace: string): string | undefined {
  const written = valueAt(metadata_admin, `/${markMember}`)
  const told = mark.kind !== 'none' && isJsonObject(written) ? written['workspace'] : undefined
  return typeof told === 'string' && told !== '' && told !== workspace ? told : undefined
}

function unknownId(id: string): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC542',
    summary: `no live identity has the id ${id}`,
    hint: 'ids are those that Kratos shows, and `idctl plan --json`; they differ from server to server',
  }
}
