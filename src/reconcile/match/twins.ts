import type { DesiredIdentity } from '../../model/identity.ts'
import { push } from '../../model/push.ts'
import { type MatchedDocument, namesText } from './document.ts'

/** Tells whether another document of the same file has the same names. Only the documents of `listed` count. */
export function twinFinder(
  listed: () => readonly DesiredIdentity[],
  read: (desired: DesiredIdentity) => MatchedDocument,
): (document: MatchedDocument) => boolean {
  let byFile: Map<string, DesiredIdentity[]> | undefined
  const counts = new Map<string, Map<string, number>>()
  const countsOf = (file: string) => {
    if (byFile === undefined) {
      byFile = new Map()
      for (const desired of listed()) push(byFile, desired.origin.file, desired)
    }
    const known = counts.get(file) ?? countTexts((byFile.get(file) ?? []).map((other) => namesText(read(other).names)))
    counts.set(file, known)
    return known
  }
  return ({ sole, file, names }) => !sole && (countsOf(file).get(namesText(names) ?? '') ?? 0) > 1
}

function countTexts(texts: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1)
  return counts
}
