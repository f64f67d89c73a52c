/** What an editor checks for a format: a pattern that takes at least what Kratos takes, and what is meant. */
export interface FormatPattern {
  readonly pattern: string
  readonly message: string
}

/**
 * By the name of the format. Editors check formats by rules of their own, which refuse what Kratos takes (an address at
 * `localhost`), so these stand in the schema instead. What is too wide here, `idctl validate` finds.
 */
const patterns: ReadonlyMap<string, FormatPattern> = new Map([
  ['email', { pattern: '^[^\\n]{1,64}@[A-Za-z0-9.\\-]{1,253}$', message: 'must be an email address' }],
  ['date', { pattern: '^\\d{4}-\\d\\d-\\d\\d$', message: 'must be a date like 2026-01-31' }],
  ['time', { pattern: '^\\d{1,2}:\\d\\d:\\d\\d', message: 'must be a time like 12:00:00Z' }],
  [
    'date-time',
    { pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d{1,2}:\\d\\d:\\d\\d', message: 'must be a time like 2026-01-31T12:00:00Z' },
  ],
  ['hostname', { pattern: '^[A-Za-z0-9.\\-]+$', message: 'must be a host name' }],
  ['ipv4', { pattern: '^[0-9.]+$', message: 'must be an IPv4 address' }],
  ['ip-address', { pattern: '^[0-9.]+$', message: 'must be an IPv4 address' }],
  ['ipv6', { pattern: ':', message: 'must be an IPv6 address' }],
  ['uri', { pattern: '^[A-Za-z][A-Za-z0-9+.\\-]*:', message: 'must be a URL like https://example.com' }],
  ['iri', { pattern: '^[A-Za-z][A-Za-z0-9+.\\-]*:', message: 'must be a URL like https://example.com' }],
  ['tel', { pattern: '[+\\uff0b]', message: 'must be a phone number like +49 30 901820' }],
])

export function formatPattern(format: string): FormatPattern | undefined {
  return patterns.get(format)
}
