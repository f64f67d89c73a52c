import { documentMistakes } from './document-mistakes.ts'
import { fileMistakes } from './file-mistakes.ts'
import type { Mistake } from './mistake.ts'
import { valueMistakes } from './value-mistakes.ts'

/** Mistakes in the files of a folder, each alone in one that is right. */
export const mistakes: readonly Mistake[] = [...valueMistakes, ...documentMistakes, ...fileMistakes]
