import { isJsonObject, type Json, type JsonObject, parsePointer } from '../../model/json.ts'
import { strayPattern } from '../../model/unseen.ts'
import type { PathPart, PathTemplate } from './path-template.ts'

/** In bytes of UTF-8. File systems take 255, and some of that is for temporary names beside it. */
const longestName = 150

/** What no name of a file or folder gets, on any system: controls, separators, what Windows forbids, white space, halves of characters. */
const unsafe = new RegExp(`[\\p{Cc}\\p{Cs}\\s/\\\\:*?"<>|{}\\ufffd]|${strayPattern.source}`, 'gu')

/** Windows takes these names for devices, with any ending. */
const device = /^(?:con(?:in\$|out\$)?|prn|aux|nul|(?:com|lpt)[\d¹²³])(?=\.|$)/i

/** In the folder of such a file idctl would take it for its configuration. */
const ownName = /^idctl$/i

/**
 * The path of a document, relative to the folder that it is exported to. A value that is missing, or no text, number or
 * boolean, gives `no-` and its name. No name starts with `.` or `_`, nor with `-`, which commands take for an option; and none
 * leaves the folder.
 *
 * @param values the members that placeholders name
 */
export function filePathOf(template: PathTemplate, values: JsonObject): string {
  const last = template.segments.length - 1
  return template.segments.map((parts, index) => nameOf(parts, values, index === last)).join('/')
}

/** The same path with a text that sets it apart, before its ending. */
export function withSuffix(path: string, suffix: string): string {
  const end = path.lastIndexOf('.')
  return `${path.slice(0, end)}-${suffix}${path.slice(end)}`
}

/** Paths that are the same file on a system that takes capital and small letters, or forms of letters, for the same. */
export function sameFile(path: string): string {
  return path.normalize('NFC').toLowerCase().normalize('NFC')
}

function nameOf(parts: readonly PathPart[], values: JsonObject, isFile: boolean): string {
  const text = parts.map((part) => (typeof part === 'string' ? part : textAt(part, values))).join('')
  if (!isFile) return safe(text) || 'none'
  const end = text.lastIndexOf('.')
  const [name, ending] = [text.slice(0, end), text.slice(end)]
  return `${(safe(name) || 'none').replace(/\.schema$/i, '-schema').replace(ownName, '$&-')}${ending}`
}

function textAt({ pointer, name }: Exclude<PathPart, string>, values: JsonObject): string {
  let value: Json | undefined = values
  for (const segment of parsePointer(pointer)) {
    value = isJsonObject(value) && Object.hasOwn(value, segment) ? value[segment] : undefined
  }
  return value === undefined || value === null || value === '' || typeof value === 'object'
    ? `no-${name}`
    : String(value)
}

function safe(text: string): string {
  const plain = text
    .normalize('NFC')
    .replaceAll(unsafe, '-')
    .replace(/^[._-]+/, '')
    .replace(device, '$&-')
  return shortened(plain).replace(/[. ]+$/, '')
}

function shortened(text: string): string {
  let bytes = 0
  let short = ''
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > longestName) return short
    short += character
  }
  return short
}
