import { realpathSync, type Stats, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import picomatch from 'picomatch'
import type { Config } from '../../config/types.ts'
import type { DiagnosticCode } from '../../model/diagnostic.ts'
import { type Variables, valueIn } from '../../model/variables.ts'
import { mebibyte, readRegularFile } from '../../source/regular-file.ts'
import { quote } from '../../source/report.ts'
import { errorCode } from '../../source/source-text.ts'
import type { TemplatePart } from '../../source/template.ts'

export type ReferenceValue =
  | { readonly value: string }
  | {
      readonly code: DiagnosticCode
      readonly problem: string
      readonly hint: string
      /** The document is right, but the value is not there (yet). */
      readonly missing?: true
    }

export type ReferenceReader = (part: Exclude<TemplatePart, { kind: 'text' }>) => ReferenceValue

const largestReferencedFile = mebibyte

/**
 * Reads the values of references: variables that `references.env` allows and `kratos.*` does not use, and files inside
 * the folder of idctl.yaml. Each file is read once.
 */
export function referenceReader(config: Config, variables: Variables): ReferenceReader {
  const isAllowed = picomatch(config.references.env.slice(), { nonegate: true, dot: true })
  const files = new Map<string, ReferenceValue>()
  return ({ kind, name }) => {
    if (kind === 'env') return readVariable(name, config, variables, isAllowed)
    const known = files.get(name) ?? readReferencedFile(name, config)
    files.set(name, known)
    return known
  }
}

function readVariable(
  name: string,
  { references, reservedVariables }: Config,
  variables: Variables,
  isAllowed: (name: string) => boolean,
): ReferenceValue {
  if (reservedVariables.includes(name)) {
    return {
      code: 'IDC302',
      problem: `the variable ${quote(name)} belongs to the connection to Kratos and is not for documents`,
      hint: 'use another variable',
    }
  }
  if (references.env.length === 0 || !isAllowed(name)) {
    const allowed = references.env.length === 0 ? 'allows none' : `allows ${references.env.map(quote).join(', ')}`
    return {
      code: 'IDC302',
      problem: `documents may not use the variable ${quote(name)}`,
      hint: `references.env of idctl.yaml ${allowed}`,
    }
  }
  const value = valueIn(variables, name)
  if (value === undefined) {
    return { code: 'IDC303', problem: `the variable ${quote(name)} is not set`, hint: `set ${name}`, missing: true }
  }
  return checkText(value, `the variable ${quote(name)}`)
}

function readReferencedFile(name: string, { root, file: configFile }: Config): ReferenceValue {
  const refuse = (why: string): ReferenceValue => ({
    code: 'IDC304',
    problem: `the file ${quote(name)} ${why}`,
    hint: 'name a file inside the folder of idctl.yaml, relative to it',
  })
  const segments = name.split('/')
  if (name.includes('\\') || name.includes('\0')) return refuse('has a character that is not allowed in a path')
  if (segments.some((segment) => segment === '')) return refuse('is not a relative path')
  if (segments.some((segment) => segment.startsWith('.'))) return refuse('has a part that starts with a dot')
  const path = join(root, name)
  let text: string
  try {
    const real = realpathSync(path)
    if (!real.startsWith(`${realpathSync(root)}${sep}`)) return refuse('is a link that leaves the folder')
    const status = statSync(real)
    if (isSameFile(status, statSync(configFile, { throwIfNoEntry: false }))) return refuse('is idctl.yaml itself')
    const read = readRegularFile(real, largestReferencedFile)
    if (read.kind === 'no-file') return refuse('is not a file')
    if (read.kind === 'too-large') return refuse('is larger than 1 MiB')
    text = new TextDecoder('utf-8', { fatal: true }).decode(read.bytes)
  } catch (error) {
    const missing = errorCode(error) === 'ENOENT' ? ({ missing: true } as const) : {}
    return {
      code: 'IDC305',
      problem: `the file ${quote(name)} cannot be read as UTF-8 text (${errorCode(error)})`,
      hint: 'the path is relative to the folder of idctl.yaml',
      ...missing,
    }
  }
  return checkText(text.replace(/\r?\n$/, ''), `the file ${quote(name)}`)
}

/** True also for another name of the file: idctl.yaml may hold an API key. */
function isSameFile(one: Stats, other: Stats | undefined): boolean {
  return one.ino === other?.ino && one.dev === other.dev
}

function checkText(value: string, words: string): ReferenceValue {
  if (!value.includes('\0')) return { value }
  return { code: 'IDC305', problem: `${words} contains a NUL character`, hint: 'remove the character' }
}
