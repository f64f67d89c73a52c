import type { SourceLocation } from '../../model/diagnostic.ts'
import { escapeText } from '../escape.ts'

/** `file:line`. */
export function renderLocation(at: SourceLocation): string {
  return at.line === 0 ? escapeText(at.file) : `${escapeText(at.file)}:${at.line}`
}
