import { IdctlError } from '../../errors.ts'
import type { LiveIdentity } from '../../model/identity.ts'
import { inParallel } from '../in-parallel.ts'
import type { ReadExtent } from '../ports.ts'
import { decodeIdentities, decodeIdentity } from './decode.ts'
import { cacheHint, isKratosNotFound, unreadable } from './errors.ts'
import type { KratosReads, ListQuery } from './kratos-api.ts'
import { nextToken } from './page.ts'
import { decodeAnswer, expectSuccess, isTooLargeOrSlow, piecesOf, readWithRetries } from './read-with-retries.ts'
import type { Answer, Reply } from './reply.ts'
import type { RetryContext } from './retry.ts'

/** The `Link` header repeats the ids of the query; with more of them it would be too long for Node's parser (API reference, trap 15). */
const idsPerRequest = 200
/** Must be at least `idsPerRequest`, because the page size applies to filtered lists too. */
const pageSize = 500
const requestsAtOnce = 2

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Fresh reads by id; ids that Kratos does not know are absent from the answer. */
export async function readIdentities(
  reads: KratosReads,
  { ids, ...extent }: ReadExtent & { readonly ids: readonly string[] },
  context: RetryContext,
): Promise<ReadonlyMap<string, LiveIdentity>> {
  const wanted = [...new Set(ids)]
  // Kratos answers a malformed id as if it were absent (trap 20).
  const malformed = wanted.find((id) => !uuidPattern.test(id))
  if (malformed !== undefined)
    throw new IdctlError(`"${malformed}" is not the id of an identity`, { exit: 'unreadable' })
  const chunks = chunksOf(wanted, idsPerRequest)
  const pages: LiveIdentity[][] = []
  await inParallel(chunks.entries(), requestsAtOnce, async ([index, chunk]) => {
    pages[index] = await readChunk(reads, { ...extent, ids: chunk }, context)
  })
  return new Map(pages.flat().map((identity) => [identity.id, identity]))
}

function chunksOf(ids: readonly string[], size: number): (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) => ids.slice(index * size, (index + 1) * size))
}

async function readChunk(
  reads: KratosReads,
  { ids, ...extent }: ReadExtent & { readonly ids: readonly string[] },
  context: RetryContext,
): Promise<LiveIdentity[]> {
  const query = { ...extent, pageSize, ids }
  const canShrink = ids.length > 1
  const reply = await readWithRetries(() => reads.listIdentities(query, context.signal), context, canShrink)
  if (canShrink && isTooLargeOrSlow(reply)) {
    const size = Math.ceil(ids.length / piecesOf(reply))
    const found: LiveIdentity[] = []
    for (const part of chunksOf(ids, size)) found.push(...(await readChunk(reads, { ...extent, ids: part }, context)))
    return found
  }
  const { answer, identities } = wholeAnswer(reply)
  const open = new Set(ids)
  for (const { id } of identities) {
    if (!open.delete(id))
      throw unreadable(answer.request, `the answer has id ${id}, which is repeated or was not asked for`)
  }
  await inParallel(open, requestsAtOnce, (id) => confirmAbsence(reads, id, answer, context))
  return identities
}

/** An id that a list lacks may still exist. Only Kratos' own 404 for the identity proves that it is gone; throws otherwise. */
async function confirmAbsence(reads: KratosReads, id: string, list: Answer, context: RetryContext): Promise<void> {
  const reply = await readWithRetries(() => reads.identityById(id, context.signal), context)
  if (reply.kind === 'answer' && isKratosNotFound(reply)) return
  expectSuccess(reply)
  throw unreadable(list.request, `the answer lacks id ${id}, although that identity exists`, cacheHint)
}

/** `undefined` if the answer has no count. */
export async function countIdentities(reads: KratosReads, context: RetryContext): Promise<number | undefined> {
  const answer = expectSuccess(await readWithRetries(() => reads.countIdentities(context.signal), context))
  const total = answer.header('x-total-count')?.trim() ?? ''
  return /^\d+$/.test(total) ? Number(total) : undefined
}

/** By `external_id`, always strongly consistent (API reference §3). `externalId` must not be empty. */
export async function findByExternalId(
  reads: KratosReads,
  externalId: string,
  context: RetryContext,
): Promise<LiveIdentity | undefined> {
  if (externalId === '') throw new TypeError('an empty external_id cannot be looked up')
  if (externalId === '.' || externalId === '..') {
    throw new IdctlError(`external_id "${externalId}" cannot be looked up, because no URL can contain it`, {
      exit: 'unreadable',
      hint: 'choose another external_id',
    })
  }
  const reply = await readWithRetries(() => reads.identityByExternalId(externalId, context.signal), context)
  if (reply.kind === 'answer' && isKratosNotFound(reply)) return undefined
  const identity = decodeAnswer(reply, decodeIdentity)
  if (identity.external_id !== externalId) {
    throw unreadable(reply.request, 'the answer is an identity with another external_id')
  }
  return identity
}

/**
 * Identities that log in with `identifier`, given as Kratos stores it (lower case, phones in E.164; links as
 * `provider:subject`). Several are possible: identifiers are unique per credential type only (API reference §2.2, trap
 * 18).
 */
export async function findByIdentifier(
  reads: KratosReads,
  identifier: string,
  context: RetryContext,
): Promise<readonly LiveIdentity[]> {
  // An empty value is no filter: it would list everybody (trap 16).
  if (identifier.trim() === '') throw new TypeError('an empty identifier cannot be looked up')
  const query = { pageSize, credentialsIdentifier: identifier }
  const { answer, identities } = await readFiltered(reads, query, context)
  const stranger = identities.find((identity) => !holdsIdentifier(identity, identifier))
  if (stranger !== undefined) {
    throw unreadable(answer.request, `the answer has id ${stranger.id}, which does not have that identifier`)
  }
  return identities
}

async function readFiltered(
  reads: KratosReads,
  query: ListQuery,
  context: RetryContext,
): Promise<{ answer: Answer; identities: LiveIdentity[] }> {
  return wholeAnswer(await readWithRetries(() => reads.listIdentities(query, context.signal), context))
}

/** The identities of a filtered list. Throws if it has a next page: filtered lists are never longer than one. */
function wholeAnswer(reply: Reply): { answer: Answer; identities: LiveIdentity[] } {
  const answer = expectSuccess(reply)
  const identities = decodeAnswer(answer, decodeIdentities)
  if (nextToken(answer) !== undefined) {
    throw unreadable(answer.request, 'the answer has several pages, but should have only one')
  }
  return { answer, identities }
}

function holdsIdentifier(identity: LiveIdentity, identifier: string): boolean {
  const wanted = comparable(identifier)
  return Object.values(identity.credentials ?? {}).some((held) => held.some((value) => comparable(value) === wanted))
}

/** Looser than Kratos' own comparison: it only has to reveal that an answer was not filtered. */
function comparable(identifier: string): string {
  return identifier.normalize('NFKC').trim().toLowerCase()
}
