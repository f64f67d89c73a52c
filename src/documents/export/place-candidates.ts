import { posix } from 'node:path'
import { compareText } from '../../model/compare-text.ts'
import type { Candidate } from './candidate.ts'
import { sameFile, withSuffix } from './file-path.ts'

/**
 * Gives each document a file of its own, in the order of keys. Where a place is taken, the name gets the first part of the
 * identity's id.
 */
export function placeCandidates(
  candidates: readonly Candidate[],
  isTaken: (file: string) => boolean,
): readonly Candidate[] {
  const taken = new Set<string>()
  // A file cannot stand where another one needs a folder.
  const folders = new Set(candidates.flatMap(({ file }) => foldersOf(file)).map(sameFile))
  const isFree = (file: string) => {
    return !taken.has(sameFile(file)) && !folders.has(sameFile(file)) && !isTaken(file)
  }
  return inOrder(candidates).map((candidate) => {
    const { id, file } = candidate
    const names = [file, withSuffix(file, id.slice(0, 8)), withSuffix(file, id)]
    const free = names.find(isFree) ?? withSuffix(file, id)
    taken.add(sameFile(free))
    return { ...candidate, file: free }
  })
}

export function inOrder(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...candidates].sort((left, right) => compareText(left.key, right.key) || compareText(left.id, right.id))
}

function foldersOf(file: string): string[] {
  const folder = posix.dirname(file)
  return folder === '.' || folder === file ? [] : [folder, ...foldersOf(folder)]
}
