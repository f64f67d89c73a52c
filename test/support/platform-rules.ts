import { Ajv } from 'ajv'
import { XMLParser } from 'fast-xml-parser'

/** What platforms document of the reports that they take: an empty list where a report keeps it. */

const text = { type: 'string', minLength: 1 }
const line = { type: 'integer', minimum: 1 }

function closed(properties: object, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}

const message = closed({ text })

/** The part of SARIF 2.1.0 that idctl writes (sections 3.13 to 3.49). */
const sarifLog = closed({
  $schema: text,
  version: { const: '2.1.0' },
  runs: {
    type: 'array',
    minItems: 1,
    items: closed({
      tool: closed({
        driver: closed({
          name: text,
          version: text,
          rules: {
            type: 'array',
            uniqueItems: true,
            items: closed({ id: text, shortDescription: message, fullDescription: message, help: message }, [
              'shortDescription',
              'fullDescription',
              'help',
            ]),
          },
        }),
      }),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      results: {
        type: 'array',
        items: closed({
          ruleId: text,
          ruleIndex: { type: 'integer', minimum: 0 },
          level: { enum: ['none', 'note', 'warning', 'error'] },
          message,
          locations: {
            type: 'array',
            minItems: 1,
            items: closed({
              physicalLocation: closed(
                {
                  // A relative reference of RFC 3986: nothing else may stand in it unescaped.
                  artifactLocation: closed({ uri: { type: 'string', pattern: "^[A-Za-z0-9._~!$&'()*+,;=:@%/-]+$" } }),
                  region: closed({ startLine: line, startColumn: line }, ['startColumn']),
                },
                ['region'],
              ),
            }),
          },
        }),
      },
    }),
  },
})

/** Code quality as GitLab documents it; `fingerprint` must be the only one of its kind. */
const codeQuality = {
  type: 'array',
  items: closed({
    description: text,
    check_name: text,
    fingerprint: text,
    severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
    location: closed({ path: { type: 'string', pattern: '^(?!\\./|/)' }, lines: closed({ begin: line }) }),
  }),
}

const ajv = new Ajv({ allErrors: true })
const isSarif = ajv.compile(sarifLog)
const isCodeQuality = ajv.compile(codeQuality)

interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[]
  }[]
}

export function sarifFaults(written: string): string[] {
  const log: unknown = JSON.parse(written)
  if (!isSarif(log)) return (isSarif.errors ?? []).map(({ instancePath, message: said }) => `${instancePath} ${said}`)
  const { runs } = log as SarifLog
  return runs.flatMap(({ tool, results }) =>
    results
      .filter(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id !== ruleId)
      .map(({ ruleId }) => `${ruleId} is not the rule at its index`),
  )
}

export function codeQualityFaults(written: string): string[] {
  const entries: unknown = JSON.parse(written)
  if (!isCodeQuality(entries)) {
    return (isCodeQuality.errors ?? []).map(({ instancePath, message: said }) => `${instancePath} ${said}`)
  }
  const prints = (entries as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint)
  return prints.filter((print, index) => prints.indexOf(print) !== index)
}

interface Element {
  readonly attributes: readonly string[]
  readonly optional?: readonly string[]
  readonly children: readonly string[]
}

/**
 * JUnit XML as Maven Surefire and the schemas of Jenkins have it. `file` and `line` of a test are not in those; GitLab and others
 * read them.
 */
const junit: Readonly<Record<string, Element>> = {
  testsuites: { attributes: ['name', 'tests', 'failures', 'errors'], optional: ['skipped'], children: ['testsuite'] },
  testsuite: { attributes: ['name', 'tests', 'failures', 'errors'], optional: ['skipped'], children: ['testcase'] },
  testcase: { attributes: ['name', 'classname'], optional: ['file', 'line'], children: ['failure', 'skipped'] },
  failure: { attributes: ['type', 'message'], children: ['#text'] },
  skipped: { attributes: ['message'], children: [] },
}

type Node = Readonly<Record<string, unknown>> & { readonly ':@'?: Readonly<Record<string, string>> }

export function junitFaults(written: string): string[] {
  const parser = new XMLParser({ preserveOrder: true, ignoreAttributes: false, attributeNamePrefix: '' })
  const [root, ...others] = (parser.parse(written) as Node[]).filter((node) => nameOf(node) !== '?xml')
  if (root === undefined || others.length > 0 || nameOf(root) !== 'testsuites') return ['no testsuites, or more']
  return faultsIn(root)
}

function faultsIn(node: Node): string[] {
  const name = nameOf(node)
  if (name === '#text') return []
  const rule = junit[name]
  if (rule === undefined) return [`unknown element ${name}`]
  const given = Object.keys(node[':@'] ?? {})
  const children = childrenOf(node)
  return [
    ...rule.attributes
      .filter((attribute) => !given.includes(attribute))
      .map((attribute) => `${name} has no ${attribute}`),
    ...given
      .filter((attribute) => ![...rule.attributes, ...(rule.optional ?? [])].includes(attribute))
      .map((attribute) => `${name} may not have ${attribute}`),
    ...children.filter((child) => !rule.children.includes(nameOf(child))).map((child) => `${nameOf(child)} in ${name}`),
    ...(name === 'testcase' && children.length > 1 ? ['a test with several results'] : []),
    ...countFaults(node),
    ...children.flatMap(faultsIn),
  ]
}

/** The counts of a suite are those of the tests in it. */
function countFaults(node: Node): string[] {
  if (!nameOf(node).startsWith('testsuite')) return []
  const cases = casesIn(node)
  const ofKind = (kind: string) => cases.filter((one) => childrenOf(one).some((child) => nameOf(child) === kind)).length
  const real = { tests: cases.length, failures: ofKind('failure'), skipped: ofKind('skipped'), errors: 0 }
  return Object.entries(real)
    .filter(([count, number]) => Number(node[':@']?.[count]) !== number)
    .map(([count]) => `${count} is not the number of them`)
}

function casesIn(node: Node): readonly Node[] {
  return nameOf(node) === 'testcase' ? [node] : childrenOf(node).flatMap(casesIn)
}

function nameOf(node: Node): string {
  return Object.keys(node).find((name) => name !== ':@') ?? ''
}

function childrenOf(node: Node): readonly Node[] {
  const inner = node[nameOf(node)]
  return Array.isArray(inner) ? inner : []
}
