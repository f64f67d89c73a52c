import { sourcePlace } from './source-place.ts'

/**
 * What idctl may print about its own bug: the class of the error and its stack frames. The message is left out because Node
 * quotes data in it (`Unexpected token 'a', "ada@example"… is not valid JSON`), and paths are cut to the part below the
 * installation.
 */
export function bugReport(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no error was thrown'
  return [kindOf(error), ...framesOf(error)].join('\n')
}

function kindOf(error: Error): string {
  const name = wordOf(error.constructor.name) ?? 'Error'
  const code = wordOf((error as NodeJS.ErrnoException).code)
  return code === undefined ? name : `${name} ${code}`
}

/** The value if it is a plain identifier, which cannot hold data. */
function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,60}$/.test(value) ? value : undefined
}

/** The stack starts with the message, which may look like frames, so no frames are shown unless its end is known. */
function framesOf({ stack = '', message }: Error): string[] {
  const start = message === '' ? /^\w+(?=\n)/.exec(stack)?.[0].length : stack.indexOf(message) + message.length
  if (start === undefined || !stack.includes(message)) return []
  return stack
    .slice(start)
    .split('\n')
    .map(frameOf)
    .filter((frame) => frame !== undefined)
}

function frameOf(line: string): string | undefined {
  const [, name, place] = /^\s+at (?:(?:async )?([\w$.<># ]+) \()?(?:async )?([^()]+:\d+:\d+)\)?$/.exec(line) ?? []
  const where = place === undefined ? undefined : installedPath(place)
  if (where === undefined) return undefined
  return name === undefined ? `    at ${where}` : `    at ${name} (${where})`
}

/** The end of a path from the part that is the same on every machine. */
function installedPath(place: string): string | undefined {
  const source = sourcePlace(place)
  const patterns = [/^node:[\w/.-]+:\d+:\d+$/, /node_modules\/[\w./@+-]+:\d+:\d+$/, /(?:dist|src)\/[\w./-]+:\d+:\d+$/]
  return patterns.map((pattern) => pattern.exec(source)?.[0]).find((found) => found !== undefined)
}
