import { parseWhole } from '../../src/sandbox/go/scan-json.ts'
import type { Json } from '../../src/sandbox/json.ts'
import { writeJson } from '../../src/sandbox/write-json.ts'

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

/** What a placeholder of a transcript may stand for. `{{id:n}}` and the base URLs are bound, not matched. */
const patterns: Readonly<Record<string, string>> = {
  time: '\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:Z|[+-]\\d{2}:\\d{2})',
  hash: '\\$2a\\$04\\$[./A-Za-z0-9]{53}',
  code: '\\d{6}',
  token: '[A-Za-z0-9_-]{20,}',
  handle: '[A-Za-z0-9+/]{22}==',
}

/** The values that the placeholders of one replay stand for. */
export class Bindings {
  readonly #values = new Map<string, string>()

  constructor(urls: Readonly<Record<'admin' | 'public' | 'ui', string>>) {
    for (const [name, url] of Object.entries(urls)) this.#values.set(name, url)
  }

  /** The text to send: every placeholder replaced by what it stands for. */
  resolve(text: string): string {
    return text.replace(/\{\{([a-z]+(?::\d+)?)\}\}/g, (placeholder, name: string) => {
      const value = this.#values.get(name)
      if (value === undefined) throw new Error(`${placeholder} has not appeared in an answer yet`)
      return value
    })
  }

  resolveJson<T extends Json>(value: T): T {
    return parseWhole(this.resolve(writeJson(value))) as T
  }

  /**
   * Does the text fit the recorded one? New `{{id:n}}` are bound to what they meet; a number always is the same UUID,
   * two numbers never are.
   */
  fits(recorded: string, text: string): boolean {
    const names: string[] = []
    const source = recorded
      .split(/\{\{([a-z]+(?::\d+)?)\}\}/)
      .map((part, index) => (index % 2 === 0 ? escapeRegExp(part) : this.#group(part, names)))
      .join('')
    const match = new RegExp(`^${source}$`, 's').exec(text)
    return match !== null && names.every((name, index) => this.#bind(name, match[index + 1] as string))
  }

  #group(name: string, names: string[]): string {
    const known = this.#values.get(name)
    if (known !== undefined) return escapeRegExp(known)
    names.push(name)
    return `(${name.startsWith('id:') ? uuid : patterns[name]})`
  }

  #bind(name: string, value: string): boolean {
    if (name === 'handle') return this.#isBound(Buffer.from(value, 'base64').toString('hex'))
    if (!name.startsWith('id:')) return true
    const isTaken = [...this.#values].some(([other, bound]) => other !== name && bound === value)
    if (isTaken) return false
    this.#values.set(name, value)
    return true
  }

  #isBound(hex: string): boolean {
    return [...this.#values.values()].some((value) => value.replaceAll('-', '') === hex)
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
