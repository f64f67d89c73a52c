/**
 * What idctl does about every fault at every endpoint: the tests run this table, and `docs/reference/faults.md` is made
 * from it.
 */

export const endpoints = {
  list: { call: '`GET /admin/identities`', when: 'plan: all identities, page by page' },
  schema: { call: '`GET /schemas`', when: 'plan and apply: the identity schemas' },
  ids: { call: '`GET /admin/identities?ids=…`', when: 'apply: the re-read before each write' },
  get: {
    call: '`GET /admin/identities/{id}`, `…/by/external/{id}`, `?credentials_identifier=…`',
    when: 'apply: who holds a value after a conflict, and whether an identity is really gone',
  },
  batch: { call: '`PATCH /admin/identities`', when: 'apply: creations together' },
  create: { call: '`POST /admin/identities`', when: 'apply: one creation' },
  patch: { call: '`PATCH /admin/identities/{id}`', when: 'apply: updates, adoptions, the mark' },
  put: { call: '`PUT /admin/identities/{id}`', when: 'apply: credentials' },
  delete: { call: '`DELETE /admin/identities/{id}`', when: 'apply: deletions' },
  sessions: { call: '`DELETE /admin/identities/{id}/sessions`', when: 'apply: whoever becomes inactive is signed out' },
  recovery: { call: '`POST /admin/recovery/…`', when: 'apply: invitations' },
} as const
export type EndpointName = keyof typeof endpoints

export const outcomes = {
  overcome: { exit: 'ok', means: 'repeated or looked up: done as if nothing had been' },
  stops: { exit: 'unreadable', means: 'nothing is planned, nothing is written' },
  fails: { exit: 'incomplete', means: 'the change fails and says so, the others go on; plan and apply again' },
  moved: { exit: 'incomplete', means: 'skipped as moved, nothing is written; plan and apply again' },
  halts: { exit: 'incomplete', means: 'the change fails, and nothing further starts' },
} as const
export type OutcomeName = keyof typeof outcomes

export interface Expectation {
  readonly outcome: OutcomeName
  /** Part of the message. */
  readonly says?: string
}

/** `once`: one request is spoiled; `always`: all of them, or all from some point on. A text: why there is no such thing. */
export type Cell = { readonly once: Expectation; readonly always: Expectation } | string

const overcome: Expectation = { outcome: 'overcome' }
const stops = (says: string): Expectation => ({ outcome: 'stops', says })
const fails = (says: string): Expectation => ({ outcome: 'fails', says })
const moved = (says: string): Expectation => ({ outcome: 'moved', says })
const halts = (says: string): Expectation => ({ outcome: 'halts', says })

const repeated = (always: Expectation): Cell => ({ once: overcome, always })
const atOnce = (both: Expectation): Cell => ({ once: both, always: both })
const harmless: Cell = { once: overcome, always: overcome }

type Row = Readonly<Record<EndpointName, Cell>>

/** The reads of a plan, the reads of an apply, and its writes. */
function row(reads: { plan: Cell; apply: Cell }, writes: Cell, exceptions: Partial<Row> = {}): Row {
  const { plan, apply } = reads
  const all = { list: plan, schema: plan, ids: apply, get: apply, batch: writes, create: writes, patch: writes }
  return { ...all, put: writes, delete: writes, sessions: writes, recovery: writes, ...exceptions }
}

/** What was written is seen on the identity itself; of sessions and invitations nothing is, so they are repeated. */
const unseen: Pick<Row, 'sessions' | 'recovery'> = {
  sessions: repeated(fails('its sessions may still be alive')),
  recovery: repeated(fails('created, but not invited')),
}

/** Sent alone, creations do not meet what spoils a batch. */
const oneByOne = harmless

const noBody = 'its answer has no body'
const noList = 'it is answered with no list'
const onePage = 'its answer is one page'

const noPages = { batch: noList, create: noList, patch: noList, put: noList, delete: noList } as const
/** Faults of paging. */
function pages(exceptions: Pick<Row, 'list' | 'schema' | 'ids' | 'get'>): Row {
  return { ...noPages, sessions: noList, recovery: noList, ...exceptions }
}

export const matrix = {
  '429': row({ plan: repeated(stops('HTTP 429')), apply: repeated(fails('HTTP 429')) }, repeated(fails('429'))),
  '500, 502, 503': row(
    { plan: repeated(stops('HTTP 503')), apply: repeated(fails('HTTP 503')) },
    repeated(fails('503')),
    { batch: oneByOne },
  ),
  '504 after the effect': row(
    { plan: repeated(stops('HTTP 504')), apply: repeated(fails('HTTP 504')) },
    harmless,
    unseen,
  ),
  'reset before the effect': row(
    { plan: repeated(stops('connection reset')), apply: repeated(fails('connection reset')) },
    repeated(fails('connection reset')),
    { batch: oneByOne },
  ),
  'reset after the effect': row(
    { plan: repeated(stops('connection reset')), apply: repeated(fails('connection reset')) },
    harmless,
    unseen,
  ),
  'slow answer': row({ plan: harmless, apply: harmless }, harmless),
  'truncated JSON, and the connection ends': row(
    { plan: repeated(stops('the answer was')), apply: repeated(fails('the answer was')) },
    harmless,
    { ...unseen, delete: noBody, sessions: noBody },
  ),
  'truncated JSON, sent as the whole': row(
    { plan: atOnce(stops('not complete JSON')), apply: atOnce(fails('not complete JSON')) },
    harmless,
    { ...unseen, delete: noBody, sessions: noBody },
  ),
  'foreign JSON': row({ plan: atOnce(stops('the answer')), apply: atOnce(fails('the answer')) }, harmless, unseen),
  HTML: row(
    { plan: atOnce(stops('an HTML page instead of JSON')), apply: atOnce(fails('an HTML page instead of JSON')) },
    harmless,
    unseen,
  ),
  'redirect to another host': row(
    { plan: atOnce(stops('which is never followed')), apply: atOnce(fails('which is never followed')) },
    atOnce(fails('which is never followed')),
  ),
  'duplicate page': pages({
    list: atOnce(stops('repeated or out of order')),
    schema: onePage,
    ids: atOnce(fails('was not asked for')),
    get: onePage,
  }),
  'missing page: `next` skips it': pages({
    list: atOnce(stops('but names a next one after')),
    schema: onePage,
    ids: onePage,
    get: onePage,
  }),
  'missing page: another one is answered': pages({
    list: { once: fails('exists already'), always: fails('exists already') },
    schema: onePage,
    ids: onePage,
    get: onePage,
  }),
  'repeated token': pages({
    list: atOnce(stops('next one')),
    schema: atOnce(stops('twice')),
    ids: atOnce(fails('several pages')),
    get: repeated(fails('several pages')),
  }),
  'stale list': pages({
    list: { once: fails('exists already'), always: fails('exists already') },
    schema: 'an older schema is Kratos’ to enforce: it checks every write',
    ids: atOnce(moved('live is no longer what the plan saw')),
    get: harmless,
  }),
  'empty list': pages({
    list: { once: fails('exists already'), always: fails('exists already') },
    schema: atOnce(stops('the list of schemas is empty')),
    ids: atOnce(fails('although that identity exists')),
    get: atOnce(fails('')),
  }),
  'empty later page': pages({
    list: atOnce(stops('the one before it says that there are more')),
    schema: onePage,
    ids: onePage,
    get: onePage,
  }),
  'empty list without `Link`': pages({
    list: atOnce(stops('no Link header')),
    schema: atOnce(stops('the list of schemas is empty')),
    ids: atOnce(fails('no Link header')),
    get: atOnce(fails('')),
  }),
  '401 half-way': row({ plan: atOnce(stops('HTTP 401')), apply: atOnce(fails('HTTP 401')) }, atOnce(halts('HTTP 401'))),
} as const satisfies Readonly<Record<string, Row>>
export type FaultName = keyof typeof matrix
