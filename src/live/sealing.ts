import type { ServerConfig } from '../config/types.ts'
import type { LiveIdentity } from '../model/identity.ts'
import { isJsonObject, type Json, type PatchOperation } from '../model/json.ts'
import { eachPage } from '../model/pages.ts'
import { type DigestKeys, digestKeys } from '../model/sealed-digest.ts'
import { openMark } from '../model/sealed-mark.ts'
import { markMember } from './kratos/mark.ts'
import type { LiveSource, LiveTarget, WriteAnswers, WriteKind, WriteRequest } from './ports.ts'

/** The digest keys that open digests in marks and seal new ones. */
export function keysOf({ digestKeys: texts }: ServerConfig): DigestKeys {
  return digestKeys(texts?.current, texts?.former ?? [])
}

/** Wraps a source: opens the digests in the marks that it reads, as far as their keys are configured. */
export function openingSource(source: LiveSource, keys: DigestKeys): LiveSource {
  const open = (live: LiveIdentity) => opened(live, keys)
  return {
    ...source,
    list(signal) {
      const pages = source.list(signal)
      return { ...eachPage(pages, (page) => page.map(open)), begin: () => pages.begin?.() }
    },
    async read(ids, signal, extent) {
      const found = await source.read(ids, signal, extent)
      return new Map([...found].map(([id, live]) => [id, open(live)]))
    },
    async findByExternalId(externalId, signal) {
      const live = await source.findByExternalId(externalId, signal)
      return live && open(live)
    },
    async findByIdentifier(identifier, signal) {
      return (await source.findByIdentifier(identifier, signal)).map(open)
    },
  }
}

/** Wraps a target: opens the digests in the marks of its answers. */
export function openingTarget(target: LiveTarget, keys: DigestKeys): LiveTarget {
  return {
    ...target,
    async execute<K extends WriteKind>(request: WriteRequest<K>, signal: AbortSignal, stop?: AbortSignal) {
      const result = await target.execute(request, signal, stop)
      if (result.kind !== 'done') return result
      const wire: Wire<K> = wires[request.kind]
      return { ...result, answer: wire.open(result.answer, keys) }
    },
  }
}

/** Wraps a target: passes each mark that is written through `seal`, so no other code depends on how marks are stored. */
export function sealingTarget(target: LiveTarget, seal: SealMark): LiveTarget {
  return {
    ...target,
    execute<K extends WriteKind>(request: WriteRequest<K>, signal: AbortSignal, stop?: AbortSignal) {
      const wire: Wire<K> = wires[request.kind]
      return target.execute(wire.seal(request, seal), signal, stop)
    },
  }
}

type SealMark = (mark: Json) => Json

/** Where marks are in one kind of write, and in its answer. */
interface Wire<K extends WriteKind> {
  seal(request: WriteRequest<K>, seal: SealMark): WriteRequest<K>
  open(answer: WriteAnswers[K], keys: DigestKeys): WriteAnswers[K]
}

const same = <T>(value: T): T => value
const noMarks = { seal: same, open: same }

const wires: { readonly [K in WriteKind]: Wire<K> } = {
  create: { seal: (request, seal) => ({ ...request, body: sealedBody(request.body, seal) }), open: opened },
  batch: {
    seal: (request, seal) => ({
      ...request,
      items: request.items.map((item) => ({ ...item, body: sealedBody(item.body, seal) })),
    }),
    open: same,
  },
  put: { seal: (request, seal) => ({ ...request, body: sealedBody(request.body, seal) }), open: opened },
  patch: {
    seal: (request, seal) => ({
      ...request,
      operations: request.operations.map((operation) => sealedOperation(operation, seal)),
    }),
    open: opened,
  },
  'delete-credential': noMarks,
  delete: noMarks,
  'revoke-sessions': noMarks,
  recovery: noMarks,
}

function opened(live: LiveIdentity, keys: DigestKeys): LiveIdentity {
  if (live.mark.kind !== 'mark' || !isJsonObject(live.metadata_admin)) return live
  const mark = openMark(live.mark.mark, keys)
  if (mark === live.mark.mark) return live
  const metadata_admin = { ...live.metadata_admin, [markMember]: mark as unknown as Json }
  return { ...live, metadata_admin, mark: { kind: 'mark', mark } }
}

function sealedBody<B extends { readonly metadata_admin?: Json }>(body: B, seal: SealMark): B {
  const { metadata_admin: admin } = body
  return admin === undefined ? body : { ...body, metadata_admin: inAdmin(admin, seal) }
}

/** A PATCH always writes the mark as a whole, alone or inside `metadata_admin`. */
function sealedOperation(operation: PatchOperation, seal: SealMark): PatchOperation {
  if (operation.op === 'remove') return operation
  if (operation.path === `/metadata_admin/${markMember}`) return { ...operation, value: seal(operation.value) }
  if (operation.path === '/metadata_admin') return { ...operation, value: inAdmin(operation.value, seal) }
  return operation
}

function inAdmin(admin: Json, seal: SealMark): Json {
  if (!isJsonObject(admin) || !Object.hasOwn(admin, markMember)) return admin
  return { ...admin, [markMember]: seal(admin[markMember] as Json) }
}
