import { realpathSync } from 'node:fs'
import { resolve, sep } from 'node:path'
import type { Diagnostic } from '../model/diagnostic.ts'
import { escapeText } from '../render/escape.ts'
import type { Snippet, SnippetReader } from '../render/human/diagnostics.ts'
import { readRegularFile } from '../source/regular-file.ts'
import { withoutSecrets } from '../source/secrecy.ts'
import { largestFile } from '../source/source-text.ts'

const widest = 100

/**
 * Reads the source lines of diagnostics, each file once. Of a line that may hold a secret (`secret`) only the key is shown. Returns no
 * snippet when that is no key of ours, the file cannot be read, or a link leads out of the folder: a pull request that CI checks must not
 * reveal other files of the machine.
 *
 * @param root Absolute path of the folder that locations are relative to.
 */
export function createSnippetReader(root: string): SnippetReader {
  const files = new Map<string, readonly string[]>()
  // Cached, because thousands of diagnostics may be about one long line.
  const safeLines = new Map<string, string>()
  return ({ at, secret, toQuote }: Diagnostic) => {
    if (at === undefined) return undefined
    let lines = files.get(at.file)
    if (lines === undefined) {
      lines = readLines(root, at.file)
      files.set(at.file, lines)
    }
    const line = lines[at.line - 1]
    if (line === undefined) return undefined
    if (secret) return keyOnly(line, at.column - 1)
    const place = `${at.line} ${at.file}`
    const safe = safeLines.get(place) ?? (line.trim() === '' ? '' : withoutSecrets(line))
    safeLines.set(place, safe)
    if (safe === '') return undefined
    const snippet = cut(safe, at.column - 1)
    return toQuote === undefined ? snippet : { ...snippet, quoted: withQuotes(line, at.column - 1, toQuote) }
  }
}

/** Keys of the shapes of credentials. The text of a secret may look like any other key. */
const shownKey =
  /^[ \t]*(?:- )?(["']?)(?:credentials|password|hashed_password|use_password_migration_hook|config|oidc|saml|providers|provider|subject|totp|totp_url|lookup_secret|webauthn|passkey|api_key|digest_key|former_digest_keys)\1[ \t]*:(?=\s|$)/

/** A line that may hold a secret: its key, if that is a word of ours, and nothing of its value. */
function keyOnly(line: string, column: number): Snippet | undefined {
  const key = shownKey.exec(line)?.[0]
  if (key === undefined) return undefined
  const hasValue = line.slice(key.length).trim() !== ''
  const text = hasValue ? `${key} (hidden)` : key
  return cut(text, Math.min(column, hasValue ? key.length + 1 : key.length))
}

/** Makes a source line safe to show: removes secrets, keeps at most 100 characters around the column, and escapes. */
export function snippetOf(line: string, column: number): Snippet {
  return cut(withoutSecrets(line), column)
}

function cut(safe: string, column: number): Snippet {
  const caret = Math.min(Math.max(column, 0), safe.length)
  const start = safe.length <= widest ? 0 : Math.max(0, caret - widest / 2)
  const end = Math.min(safe.length, start + widest)
  const lead = (start > 0 ? '…' : '') + escapeText(safe.slice(start, caret).replaceAll('\t', ' '))
  const rest = escapeText(safe.slice(caret, end).replaceAll('\t', ' ')) + (end < safe.length ? '…' : '')
  return { text: lead + rest, caret: lead.length }
}

/** The line with `length` characters from `column` on in quotes; only what the snippet itself may show. */
function withQuotes(line: string, column: number, length: number): string {
  const before = line.slice(0, column)
  if (line.length > widest || withoutSecrets(line) !== line) {
    const key = /[\w.-]+:[ \t]+$/.exec(before.slice(-widest))?.[0] ?? ''
    return `${key}"…"`
  }
  const after = line.slice(column + length).replace(/\s+#.*$/, '')
  return escapeText(`${before}"${line.slice(column, column + length)}"${after}`.trim())
}

function readLines(root: string, file: string): readonly string[] {
  try {
    const folder = realpathSync(root)
    const path = realpathSync(resolve(root, file))
    const isInside = path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
    const read = isInside ? readRegularFile(path, largestFile) : undefined
    return read?.kind === 'bytes' ? read.bytes.toString('utf8').split(/\r?\n/) : []
  } catch {
    // The source line is optional: the diagnostic already says what is wrong with the file.
    return []
  }
}
