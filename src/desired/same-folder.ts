import type { Config } from '../config/types.ts'
import { type Digest, digestOf } from '../model/digest.ts'
import { openFile } from './files/read-file.ts'
import { type WalkedFolder, walkFolder } from './files/walk.ts'

/** Notes what reading a folder depends on, so that it can be said later whether it would give the same again. */
export interface FolderMemory {
  /** Each identities folder, in order. */
  onFolder(walked: WalkedFolder): void
  /** What was read of a document file or of defaults. */
  onText(file: string, text: string): void
  /** What was read depends on something else, too, and nobody can tell whether that is the same. */
  giveUp(): void
  /** Whether reading the folder now gives the same documents. `false` also where nobody can tell. */
  isSame(): boolean
}

export function rememberFolder(config: Config): FolderMemory {
  const lists: Digest[] = []
  const texts = new Map<string, Digest>()
  let isGivenUp = false
  const giveUp = (): void => {
    isGivenUp = true
  }
  return {
    onFolder: (walked) => void lists.push(digestOfList(walked)),
    onText(file, text) {
      const digest = digestOf(text)
      // Where folders are inside of each other, a file is read twice, and may have changed in between.
      if (texts.has(file) && texts.get(file) !== digest) giveUp()
      texts.set(file, digest)
    },
    giveUp,
    isSame: () => !isGivenUp && listsAre(config, lists) && textsAre(config, texts),
  }
}

function digestOfList({ top, documents, defaults, schemas }: WalkedFolder): Digest {
  return digestOf([top, [...documents], [...defaults].flat(), schemas.flatMap(({ id, file }) => [id, file])])
}

function listsAre(config: Config, lists: readonly Digest[]): boolean {
  let hasProblem = false
  const now = config.identities.map((folder) =>
    walkFolder(config, folder, () => {
      hasProblem = true
    }),
  )
  return !hasProblem && now.every((walked, index) => digestOfList(walked) === lists[index])
}

function textsAre(config: Config, texts: ReadonlyMap<string, Digest>): boolean {
  for (const [file, digest] of texts) {
    const now = openFile(config.root, file, () => undefined)
    if (now === undefined || digestOf(now.text) !== digest) return false
  }
  return true
}
