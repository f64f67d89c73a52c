import { posix } from 'node:path'
import type { Config } from '../../config/types.ts'
import { assertNever } from '../../model/assert-never.ts'
import type { Exported, LeftOut } from '../../model/exported.ts'
import type { LiveIdentity, Mark } from '../../model/identity.ts'
import type { JsonObject } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import type { Candidate } from './candidate.ts'
import { chooseLive, type KeyPatterns, type Scope } from './choose.ts'
import type { Destination } from './destination.ts'
import { filePathOf } from './file-path.ts'
import { liveToDocument, type NoDocument } from './live-to-document.ts'
import { type ProofContext, proveDocument } from './prove-document.ts'

export interface Choice {
  readonly scope: Scope
  /** Id of the schema on the server. */
  readonly schemaId?: string
  readonly patterns: KeyPatterns
  /** The same patterns, for those whom this workspace manages and the scope leaves out. */
  readonly patternsOnManaged: KeyPatterns
}

/** What becomes of each identity of a listing. */
export interface Collected {
  readonly candidates: readonly Candidate[]
  readonly left: readonly LeftOut[]
  readonly passed: Pick<Exported['passed'], 'foreign' | 'disabled'>
  /** Ids of those whom this workspace manages and the scope leaves out. */
  readonly managed: readonly string[]
  /** Ids of all who are meant. */
  readonly named: ReadonlySet<string>
  /** Patterns that fit nobody of those whom this workspace manages and the scope leaves out. */
  readonly idleOnManaged: readonly string[]
}

/** Makes and proves the documents of the identities that are meant, one after the other. */
export function candidateCollector(
  config: Config,
  choice: Choice,
  destination: Destination,
  context: ProofContext,
): { take(live: LiveIdentity): void; found(): Collected } {
  const { workspace } = config
  const candidates: Candidate[] = []
  const left: LeftOut[] = []
  const passed = { foreign: 0, disabled: 0 }
  const managed: string[] = []

  function take(live: LiveIdentity): void {
    const chosen = chooseLive(live, { workspace, scope: choice.scope, ...present({ schemaId: choice.schemaId }) })
    switch (chosen.kind) {
      case 'other':
        return
      case 'managed':
        choice.patternsOnManaged.matches(chosen.mark.key, chosen.mark.origin)
        managed.push(live.id)
        return
      case 'foreign':
      case 'disabled':
        passed[chosen.kind] += 1
        return
      case 'unreadable':
        leave(live, undefined, unreadable)
        return
      case 'chosen':
        make(live, chosen.mark)
        return
      default:
        assertNever(chosen)
    }
  }

  /** Who has no document has no key but that of the mark or the external_id, and else goes by the id. */
  function leave(live: LiveIdentity, mark: Mark | undefined, why: NoDocument): void {
    const key = why.key ?? mark?.key ?? live.external_id
    if (!choice.patterns.matches(key ?? live.id, mark?.origin)) return
    left.push({ id: live.id, code: 'IDC241', ...why, ...present({ key }) })
  }

  function make(live: LiveIdentity, mark: Mark | undefined): void {
    const { id } = live
    const schema = context.server.schemas.get(live.schema_id)
    if (schema === undefined) {
      leave(live, mark, { why: 'the server has no usable identity schema of its schema_id' })
      return
    }
    const rules = { schema, aliases: config.schema_aliases, sensitive: context.policy.sensitive }
    const made = liveToDocument(live, mark, rules)
    if (!('document' in made)) {
      leave(live, mark, made)
      return
    }
    const { document, key, unsaid } = made
    if (!choice.patterns.matches(key, mark?.origin)) return
    const file = fileOf(destination, document, { id, key })
    const proven = proveDocument(document, { live, mark, file }, context)
    if ('text' in proven) {
      candidates.push({ id, key, file, unsaid, ...present({ managed: mark && (true as const) }), ...proven })
    } else left.push({ id, key, ...proven })
  }

  return {
    take,
    found: () => ({
      ...{ candidates, left, passed, managed, named: idsOf([...candidates, ...left]) },
      idleOnManaged: choice.patternsOnManaged.idle(),
    }),
  }
}

function idsOf(all: readonly { readonly id: string }[]): ReadonlySet<string> {
  return new Set(all.map(({ id }) => id))
}

const unreadable: NoDocument = {
  why: 'its metadata_admin.idctl is not a mark that this version of idctl can read',
  hint: 'upgrade idctl if a newer one wrote it, or take it away: `idctl release --id ID`',
}

function fileOf(destination: Destination, document: JsonObject, names: { readonly id: string; readonly key: string }) {
  if (destination.kind === 'list') return destination.file
  return posix.join(destination.folder, filePathOf(destination.template, { state: 'active', ...document, ...names }))
}
