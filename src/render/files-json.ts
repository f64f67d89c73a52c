import type { FilesFound } from '../model/file-step.ts'
import type { Finding } from '../model/finding.ts'
import { document, type JsonShape } from './json.ts'

/** The files as one JSON document. Ends with a line break. */
export function renderFilesJson({ isCheck, steps, notes }: FilesFound, shape: JsonShape = {}): string {
  return document({ check: isCheck, files: steps, notes }, shape)
}

/** What `doctor` has found, as one JSON document. Ends with a line break. */
export function renderFindingsJson(findings: readonly Finding[], shape: JsonShape = {}): string {
  return document({ findings }, shape)
}
