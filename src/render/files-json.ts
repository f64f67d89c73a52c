import type { FilesFound } from '../model/file-step.ts'
import type { Finding } from '../model/finding.ts'
import { document, type JsonShape } from './json.ts'
import type { Members } from './shapes/results.ts'

/** The files as one JSON document. Ends with a line break. */
export function renderFilesJson({ isCheck, steps, notes }: FilesFound, shape: JsonShape = {}): string {
  const members: Members<'files'> = { check: isCheck, files: steps, notes }
  return document(members, shape)
}

/** What `doctor` has found, as one JSON document. Ends with a line break. */
export function renderFindingsJson(findings: readonly Finding[], shape: JsonShape = {}): string {
  const members: Members<'findings'> = { findings }
  return document(members, shape)
}
