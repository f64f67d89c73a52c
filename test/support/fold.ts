import type { Change } from '../../src/model/change.ts'
import { type AlikeChanges, foldAlike } from '../../src/render/human/alike.ts'

export type FoldedGroup = Omit<AlikeChanges, 'shown'> & { readonly shown: readonly Change[] }

/** The groups of one section, with the changes that they show. */
export function foldedGroups(changes: readonly Change[]): readonly FoldedGroup[] {
  return foldAlike(changes).map((group) => ({ ...group, shown: group.shown.flatMap((index) => changes[index] ?? []) }))
}
