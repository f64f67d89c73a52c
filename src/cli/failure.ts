import { stripVTControlCharacters } from 'node:util'
import { Errors } from '@oclif/core'
import { IdctlError } from '../errors.ts'
import { didYouMean } from '../model/did-you-mean.ts'
import type { ExitName } from '../model/exit-codes.ts'
import { exitExplanations } from '../model/explanations/exits.ts'
import { present } from '../model/present.ts'
import { textWithoutDetails } from '../model/told.ts'
import { escapeText } from '../render/escape.ts'
import { flow, sentence } from '../render/layout/flow.ts'
import { masked } from '../render/masking/masking.ts'
import type { Style } from '../render/style.ts'
import { bugReport } from './bug-report.ts'
import { formatHint } from './format-hint.ts'
import { guessedFlag } from './guessed-flags.ts'

/** Why a command failed, with the texts to show. */
export interface Failure {
  readonly exit: ExitName
  readonly message: string
  readonly hint?: string
}

export const interrupted: Failure = { exit: 'interrupted', message: 'interrupted; nothing was executed' }

export interface FailureContext {
  /** The command for the `--help` hint, when known: `plan` in `idctl plan --help`. */
  readonly command?: string | undefined
  /** Names of the flags that the command has of its own. */
  readonly flags?: readonly string[]
  /** `--mask`: the texts must not hold personal data or paths. */
  readonly masked?: boolean
}

/** Classifies a thrown error: a failed operation, wrong usage (everything that oclif refuses), an interrupt, or a bug of idctl. */
export function failureOf(error: unknown, { command, masked: isMasked = false, flags }: FailureContext = {}): Failure {
  if (error instanceof IdctlError)
    return isMasked ? maskedFailure(error) : toFailure(error.exit, error.message, error.hint)
  if (error instanceof Error && error.name === 'AbortError') {
    return interrupted
  }
  if (error instanceof Errors.CLIError && !(error instanceof Errors.ModuleLoadError)) {
    return isMasked
      ? toFailure('usage', exitExplanations.usage.cause, helpHint(command))
      : usageFailure(error, { command, flags })
  }
  return {
    exit: 'error',
    message: `this is a bug in idctl: ${bugReport(error)}`,
    hint: 'please report it with these lines, the output of `idctl --version` and the command; the message of the error is left out, because it could quote personal data',
  }
}

function maskedFailure({ exit, given: { message, hint } }: IdctlError): Failure {
  if (typeof message === 'object') {
    const shown = typeof hint === 'object' ? textWithoutDetails(hint, masked) : undefined
    return toFailure(exit, textWithoutDetails(message, masked), shown)
  }
  return toFailure(
    exit,
    exitExplanations[exit].cause,
    'the message is masked: leave --mask out if only you can read the output',
  )
}

function toFailure(exit: ExitName, message: string, hint: string | undefined): Failure {
  return { exit, message, ...present({ hint }) }
}

/** The failure as text for stderr, wrapped between words, without a trailing line break. */
export function renderFailure({ message, hint }: Failure, style: Style): string {
  const [head = '', ...others] = paragraphs(message)
  const hints = hint === undefined ? [] : paragraphs(`hint: ${hint}`)
  return [
    ...flow([{ text: 'Error:', paint: 'problem' }, ...sentence(head)], '', '  ', style),
    ...[...others, ...hints].flatMap((paragraph) => wrapped(paragraph, style)),
  ].join('\n')
}

/** The frames of a stack are indented, and stay whole. */
function wrapped(paragraph: string, style: Style): string[] {
  return paragraph.startsWith(' ') ? [paragraph] : flow(sentence(paragraph), '', '  ', style)
}

function paragraphs(text: string): string[] {
  return text.split(/\r?\n/).map((line) => escapeText(line))
}

function usageFailure(
  error: Error,
  { command, flags: ownFlags }: { readonly command: string | undefined; readonly flags: readonly string[] | undefined },
): Failure {
  const help = helpHint(command)
  const flags = unknownFlagsOf(error)
  if (flags === undefined) {
    // On a terminal oclif colours some of its messages.
    const text = stripVTControlCharacters(error.message)
    const message = tidied(text)
    const [, format] = /^Expected --format=(.*) to be one of: /m.exec(text) ?? []
    const hint = format === undefined ? undefined : formatHint('format', format, ownFlags)
    if (hint !== undefined) return { exit: 'usage', message, hint }
    const value = nearestValue(text)
    return { exit: 'usage', message, hint: value ? `did you mean ${value}? Else ${help}` : help }
  }
  // The value after `=` may be a secret.
  const names = flags.names.map((flag) => flag.replace(/=.*$/s, ''))
  const [first = ''] = names
  const message = `unknown flag${names.length === 1 ? '' : 's'} ${names.join(', ')}`
  const guessed = guessedFlag(first, { command, known: flags.known })
  if (guessed !== undefined) return { exit: 'usage', message, hint: guessed }
  const meant = didYouMean(
    first,
    flags.known.map((name) => `--${name}`),
  )
  return { exit: 'usage', message, hint: meant === undefined ? help : `did you mean ${meant}? Else ${help}` }
}

function helpHint(command: string | undefined): string {
  return `see \`idctl ${command === undefined ? '' : `${command} `}--help\``
}

/** The unknown flags as given, and the names of the known ones, in oclif's error; `undefined` for its other errors. */
function unknownFlagsOf(error: Error): { names: readonly string[]; known: readonly string[] } | undefined {
  const { flags: names, parse } = error as { flags?: unknown; parse?: { input?: { flags?: object } } }
  if (!Array.isArray(names)) return undefined
  return { names: names.map(String), known: Object.keys(parse?.input?.flags ?? {}) }
}

/** The value that was probably meant, for a flag with a fixed list of values. */
function nearestValue(message: string): string | undefined {
  const [, given, values] = /^Expected --\S+=(.*) to be one of: (.*)$/m.exec(message) ?? []
  return given === undefined || values === undefined ? undefined : didYouMean(given, values.split(', '))
}

/** oclif's usage message in the style of ours: one line, without values, which may be secrets. */
function tidied(message: string): string {
  const text = message
    .replace(/\n*See more help with --help$/, '')
    .replace(/^The following errors? occurred:\s+/, '')
    .replace(/^Parsing (--\S+)\s+(.)/, (_, flag: string, first: string) => `${flag}: ${first.toLowerCase()}`)
    .replace(/^Missing required flag (\S+)/, 'Missing required flag --$1')
    .replace(/^Missing \d+ required args?:\n(\S+).*$/s, (_, name: string) => `Missing argument: ${name.toUpperCase()}`)
    .replace(/(--[\w-]+)=.*? cannot also be provided when using (--[\w-]+)/gs, '$1 and $2 exclude each other')
    .replace(/\s*\n\s*/g, '; ')
  return text.startsWith('--') ? text : text.charAt(0).toLowerCase() + text.slice(1)
}
