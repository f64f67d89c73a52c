import { isStoredAs, normaliseAddress } from '../identity-schema/address.ts'
import type { IdentitySchema } from '../identity-schema/identity-schema.ts'
import { verifiedLeaf } from '../model/address-leaf.ts'
import type { DerivedAddress } from '../model/derived.ts'
import { digestOf } from '../model/digest.ts'
import type { LiveIdentity } from '../model/identity.ts'
import { type TodoItem, todoItem } from '../model/todo.ts'
import type { Edit } from './edit.ts'
import { openTodo } from './mark.ts'
import { keptEdits, lostVerifiedAddresses } from './verified-addresses.ts'

/** The states of a person who moves aside: before, meanwhile, and after. */
export interface Detour {
  readonly live: LiveIdentity
  readonly aside: LiveIdentity
  readonly final: LiveIdentity
  readonly schema: IdentitySchema
  /** The edits of the change after the move. */
  readonly edits: readonly Edit[]
  readonly keepsVerified: boolean
}

/**
 * The todos with which a move aside keeps the verified addresses that a single write would have kept: addresses that come
 * back later, and temporary addresses that replace verified ones. For a verified address without a temporary replacement, the
 * address that `keep_verified` would verify.
 */
export function verificationsOwed({ live, aside, final, schema, edits, keepsVerified }: Detour): TodoItem[] {
  const before = withOwedVerified(live)
  const schemas = { live: schema, intended: schema }
  const lost = lostVerifiedAddresses(before, aside, schemas)
  const yielded = schema.derive(final.traits).verifiable
  const back = lost.filter(({ address }) => yielded.some((one) => isStoredAs(one, address)))
  const owed = [...back.map(({ address }) => address), ...lost.flatMap(({ successor }) => successor ?? [])]
  const items = owed.map(verifyItem)
  const isKept = keepsVerified && lost.some(({ successor }) => successor === undefined)
  const kept = isKept ? new Set(keptEdits(before, final, schemas, edits).map(({ path }) => path)) : new Set<string>()
  const successors = yielded.filter((address) => kept.has(verifiedLeaf(normaliseAddress(address))))
  return [...new Set([...items, ...successors.map(verifyItem)])]
}

/** The identity with addresses set to verified that its mark says count as verified. */
export function withOwedVerified(live: LiveIdentity): LiveIdentity {
  const owed = owedItems(live)
  if (owed.size === 0) return live
  const verifiable_addresses = live.verifiable_addresses.map((address) =>
    owed.has(verifyItem(address)) ? { ...address, verified: true } : address,
  )
  return { ...live, verifiable_addresses }
}

/** Edits that verify the owed addresses that this write brings back, except those that the document declares itself. */
export function restoredEdits(
  live: LiveIdentity,
  intended: LiveIdentity,
  schema: IdentitySchema | undefined,
  edits: readonly Edit[],
): Edit[] {
  const owed = owedItems(live)
  if (owed.size === 0 || schema === undefined) return []
  const declared = new Set(edits.map(({ path }) => path))
  const paths = schema.derive(intended.traits).verifiable.flatMap((address) => {
    const isBack = !live.verifiable_addresses.some((held) => isStoredAs(address, held))
    return isBack && owed.has(verifyItem(address)) ? [verifiedLeaf(normaliseAddress(address))] : []
  })
  return [...new Set(paths)].filter((path) => !declared.has(path)).map((path) => ({ path, after: true }))
}

function owedItems({ mark }: LiveIdentity): Set<string> {
  const todo = mark.kind === 'mark' ? openTodo(mark.mark) : []
  return new Set(todo.filter(({ kind }) => kind === 'verify').map(todoItem))
}

function verifyItem(address: { readonly via: string; readonly value: string }): TodoItem {
  const { via, value } = normaliseAddress(address)
  return todoItem({ kind: 'verify', via: via as DerivedAddress['via'], digest: digestOf(value) })
}
