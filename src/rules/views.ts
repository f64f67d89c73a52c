import { type Change, effectiveActions, type FieldChange } from '../model/change.ts'
import { credentialChangesOf } from '../model/change-parts.ts'
import type { DesiredIdentity } from '../model/identity.ts'
import { isJsonObject, type Json, parsePointer } from '../model/json.ts'
import type { PlanSummary } from '../model/plan.ts'
import { isHidden } from '../model/sensitive.ts'
import { hiddenValue } from './hidden.ts'

type Types = Readonly<Record<string, string>>

/** `doc`: a document as it is after defaults. A member that the document does not have is absent, unless it says otherwise. */
export class DocumentView {
  static readonly types: Types = {
    ...{ key: 'string', file: 'string', line: 'int', traits: 'map<string, dyn>', metadata_public: 'dyn' },
    // Of no type, because they can be hidden: the library takes a member of the wrong type for absent after `.?`.
    ...{ schema_id: 'dyn', external_id: 'dyn', state: 'dyn', organization_id: 'dyn', metadata_admin: 'dyn' },
    ...{ credentials: 'list<string>', expires: 'string', protect: 'bool' },
  }

  readonly key: string
  readonly file: string
  readonly line: bigint
  readonly schema_id: unknown
  readonly external_id: unknown
  readonly state: unknown
  readonly organization_id: unknown
  /** Empty if there are none, as the metadata. */
  readonly traits: unknown
  readonly metadata_public: unknown
  readonly metadata_admin: unknown
  /** The types of the credentials, in the order of their names. */
  readonly credentials: readonly string[]
  readonly expires: string | undefined
  readonly protect: boolean

  constructor(document: DesiredIdentity) {
    const members = membersOf(document.fields)
    this.key = document.key
    this.file = document.origin.file
    this.line = BigInt(document.origin.line)
    this.schema_id = members.get('schema_id')
    this.external_id = members.get('external_id')
    this.state = members.get('state')
    this.organization_id = members.get('organization_id')
    this.traits = members.get('traits') ?? new Map()
    this.metadata_public = members.get('metadata_public') ?? new Map()
    this.metadata_admin = members.get('metadata_admin') ?? new Map()
    this.credentials = typesOf(document.credentials)
    this.expires = document.expires?.on
    this.protect = document.protect === true
  }
}

/** One leaf of a change. */
export class FieldView {
  static readonly types: Types = { path: 'string', before: 'dyn', after: 'dyn', cause: 'string', sensitive: 'bool' }

  readonly path: string
  readonly before: unknown
  readonly after: unknown
  readonly cause: string
  /** No rule may see `before` and `after`. */
  readonly sensitive: boolean

  constructor(field: FieldChange) {
    const { path, before, after, cause, reference } = field
    this.path = path
    this.sensitive = isHidden(field)
    const reason = reference === undefined ? 'sensitive' : 'reference'
    const seen = (value: Json | undefined) => (value === undefined ? undefined : toCel(value))
    // Before and after of a reference are in no plan, so nobody can say that there was none.
    const isThere = (value: Json | undefined) => value !== undefined || reference !== undefined
    this.before = this.sensitive && isThere(before) ? hiddenValue(reason) : seen(before)
    this.after = this.sensitive && isThere(after) ? hiddenValue(reason) : seen(after)
    this.cause = cause
  }
}

/** `change`: one change of a plan. */
export class ChangeView {
  static readonly types: Types = {
    ...{ action: 'string', key: 'string', file: 'string', reason: 'string', fields: 'list<Field>' },
    ...{ consequences: 'list<string>', way_in: 'list<string>', credentials: 'list<string>' },
  }

  readonly action: string
  readonly key: string
  readonly file: string | undefined
  readonly reason: string
  readonly fields: readonly FieldView[]
  /** Their codes. */
  readonly consequences: readonly string[]
  /** Only of a creation. */
  readonly way_in: readonly string[]
  /** The types of the credentials that are written or deleted. */
  readonly credentials: readonly string[]

  constructor(change: Change) {
    this.action = change.action
    this.key = change.key
    this.file = change.origin?.file
    this.reason = change.reason
    this.fields = change.fields.map((field) => new FieldView(field))
    this.consequences = change.consequences.map(({ code }) => code)
    this.way_in = change.action === 'create' ? change.way_in : []
    const created = change.action === 'create' ? typesOf(change.credentials) : []
    this.credentials = [...new Set([...created, ...credentialChangesOf(change).map(({ type }) => type)])].sort()
  }
}

const counted = [...effectiveActions, 'blocked', 'drifted', 'unchanged'] as const

/** `summary`: the numbers of a plan. */
export class SummaryView {
  static readonly types: Types = Object.fromEntries(counted.map((name) => [name, 'int']))

  constructor(summary: PlanSummary) {
    for (const name of counted) Object.assign(this, { [name]: BigInt(summary[name]) })
  }
}

/** A tree of the leaves of a document. Maps, because no name in them can be taken for a member of every object. */
function membersOf(fields: DesiredIdentity['fields']): Map<string, unknown> {
  const root = new Map<string, unknown>()
  for (const [pointer, { value, reference }] of Object.entries(fields)) {
    const path = parsePointer(pointer)
    const name = path.pop()
    let parent = root
    for (const segment of path) {
      const inner = parent.get(segment)
      const next = inner instanceof Map ? inner : new Map<string, unknown>()
      if (next !== inner) parent.set(segment, next)
      parent = next
    }
    if (name !== undefined) parent.set(name, reference === undefined ? toCel(value) : hiddenValue('reference'))
  }
  return root
}

/** A credential that the document deletes is `null`. */
function typesOf(credentials: object = {}): string[] {
  return Object.entries(credentials)
    .flatMap(([type, value]) => (value === null ? [] : [type]))
    .sort()
}

function toCel(value: Json): unknown {
  if (Array.isArray(value)) return value.map(toCel)
  if (!isJsonObject(value)) return value
  return new Map(Object.entries(value).map(([name, member]) => [name, toCel(member)]))
}
