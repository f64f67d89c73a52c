import { wantedLinks } from '../identity/marked-credentials.ts'
import { normaliseIdentifier } from '../identity-schema/normalise.ts'
import { digestOf } from '../model/digest.ts'
import { type DesiredIdentity, type LiveIdentity, linkedCredentialTypes, type Mark } from '../model/identity.ts'

/**
 * Which documents could be those of an identity, asked generously: whoever is to be removed because no document is there
 * may have one again when that is done. Each is a digest of what speaks for it, so one that spoke for it before and was not its own is
 * told from one that came since, or says more now.
 */
export interface DocumentIndex {
  speakingFor(live: LiveIdentity, mark: Mark | undefined): readonly string[]
}

/** By key, external_id, former names, login identifiers, addresses, links, and the name of a file that holds one document. */
export function indexDocuments(identities: readonly DesiredIdentity[]): DocumentIndex {
  // Most plans remove nobody.
  let index: ReadonlyMap<string, readonly DesiredIdentity[]> | undefined
  return {
    speakingFor(live, mark) {
      index ??= documentsByWord(identities)
      const found = new Set<string>()
      for (const word of wordsOfLive(live, mark)) {
        for (const { key, expires } of index.get(word) ?? []) found.add(digestOf([word, key, expires?.on ?? null]))
      }
      return [...found].sort()
    },
  }
}

function documentsByWord(identities: readonly DesiredIdentity[]): Map<string, DesiredIdentity[]> {
  const index = new Map<string, DesiredIdentity[]>()
  for (const desired of identities) {
    for (const word of wordsOfDocument(desired)) {
      const others = index.get(word)
      if (others === undefined) index.set(word, [desired])
      else others.push(desired)
    }
  }
  return index
}

const name = (text: string): string => `name ${text}`
const value = (text: string): string => `value ${normaliseIdentifier(text)}`
const file = (path: string): string => `file ${path}`

function wordsOfDocument(desired: DesiredIdentity): Set<string> {
  const { key, previously, derived, credentials, origin, soleDocument } = desired
  const externalId = desired.fields['/external_id']?.value
  const links = wantedLinks(credentials)
  const names = [key, ...previously, ...(typeof externalId === 'string' ? [externalId] : [])]
  const values = [
    ...names,
    ...[...derived.identifiers, ...derived.verifiable, ...derived.recovery].map((one) => one.value),
    ...linkedCredentialTypes.flatMap((type) => links[type] ?? []),
  ]
  return new Set([...names.map(name), ...values.map(value), ...(soleDocument ? [file(origin.file)] : [])])
}

function wordsOfLive(live: LiveIdentity, mark: Mark | undefined): Set<string> {
  const names = [mark?.key, live.external_id].filter((one) => one !== undefined)
  const values = [
    ...names,
    ...Object.values(live.credentials ?? {}).flat(),
    ...[...live.verifiable_addresses, ...live.recovery_addresses].map((one) => one.value),
  ]
  const origin = mark === undefined || mark.shared ? [] : [file(mark.origin)]
  return new Set([...names.map(name), ...values.map(value), ...origin])
}
