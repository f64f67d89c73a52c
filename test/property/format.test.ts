import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { documentsIn } from '../../src/desired/files/read-file.ts'
import { type Content, formatYaml } from '../../src/documents/format/format-yaml.ts'
import { computePlan } from '../../src/index.ts'
import { hasErrors } from '../../src/model/diagnostic.ts'
import { toJson } from '../../src/source/located.ts'
import { sourceText } from '../../src/source/source-text.ts'
import { configFor } from '../support/config.ts'
import { runsOf } from '../support/depth.ts'
import { planIn } from '../support/planned.ts'
import { readOnlyLive } from '../support/read-only-live.ts'
import { project } from '../support/temp-project.ts'

/** Every kind of scalar that people write; some are no YAML, or none that idctl reads. */
const scalar = fc.oneof(
  fc.constantFrom(
    ...[
      'ada@example.com',
      "'it''s'",
      '"a \\"b\\""',
      '"\\u200b"',
      '"caf\\u00e9"',
      '"ada\\u0020"',
      "' x '",
      '""',
      "''",
      '~',
      '',
    ],
    ...[
      'null',
      'Null',
      'true',
      'True',
      'yes',
      'no',
      'y',
      'on',
      'off',
      '"yes"',
      '12',
      '1.50',
      '1e3',
      '1E+3',
      '-0',
      '0.0',
    ],
    ...[
      '0012',
      '0x1f',
      '0o7',
      '+49',
      '12345678901234567890',
      '.inf',
      '1_000',
      '12:30:45',
      '2027-01-31',
      '"2027-01-31"',
    ],
    ...[
      '9f425a8d-7efc-4768-8f23-7647a74fdf13',
      '- a',
      'a: b',
      'a #b',
      '*x',
      '&x value',
      '*y',
      '!!str 42',
      '!t x',
      '@a',
      '%a',
    ],
    ...[
      '${env:A}',
      '"$${"',
      '/traits/name',
      'a  b',
      '=',
      '<<',
      '"a\\nb"',
      '"tab\\tbed"',
      'a\u00a0b',
      '"a\u00adb"',
      '---',
      '?',
    ],
    ...[
      '[a, "b"]',
      '[ a,  b ]',
      '{a: 1,b: "x"}',
      '{ }',
      '[]',
      '[{ a: 1 }, [2]]',
      '{ a: &z 1, b: *z }',
      `[${'long-word, '.repeat(14)}end]`,
    ],
    ...[
      '|\n          two\n            lines',
      '|-\n          # no comment\n          x',
      '>\n          folded\n          text\n\n          more',
      '|+\n          kept\n\n',
    ],
    ...[
      '|2\n            indented',
      '"two\n          lines"',
      'plain\n          lines',
      '[a, # why\n          b]',
      '{\n          a: 1 }',
    ],
  ),
  fc.string({ maxLength: 8, unit: 'grapheme' }).map((text) => JSON.stringify(text)),
  fc.string({ maxLength: 8 }),
)

const key = fc.constantFrom(
  ...[
    'traits',
    'schema_id',
    'idctl',
    'state',
    'key',
    'external_id',
    'ownership',
    'metadata_public',
    'credentials',
    'a',
    '"b"',
  ],
  ...["'c d'", '/traits/x', '"42"', 'y', '<<', '? e', '"\\u0061"'],
)

interface Line {
  readonly indent: number
  readonly text: string
}

const line: fc.Arbitrary<Line> = fc
  .oneof(
    { weight: 8, arbitrary: fc.tuple(key, scalar).map(([name, value]) => `${name}: ${value}`) },
    { weight: 4, arbitrary: key.map((name) => `${name}:`) },
    { weight: 2, arbitrary: scalar.map((value) => `- ${value}`) },
    { weight: 2, arbitrary: fc.tuple(key, scalar).map(([name, value]) => `- ${name}: ${value}`) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('', '---', '...', '%YAML 1.2', 'a: &x { b: 1 }', 'c: *x', '<<: *x', '- &y d', '- *y'),
    },
  )
  .chain((text) => fc.constantFrom(0, 0, 0, 2, 2, 4, 3).map((indent) => ({ indent, text })))

/** Lines with comments that are told apart. */
const anyText = fc.array(fc.tuple(line, fc.constantFrom(0, 0, 1, 2, 3)), { minLength: 1, maxLength: 9 }).map((lines) =>
  lines
    .map(([{ indent, text }, comment], index) => {
      const margin = ' '.repeat(text === '---' ? 0 : indent)
      const before = comment === 2 ? `${margin}# c${index}\n` : comment === 3 ? `\n\n# c${index}\n\n` : ''
      return `${before}${margin}${text}${comment === 1 ? ` # c${index}` : ''}\n`
    })
    .join(''),
)

/** What idctl reads, and whether all of it is right. */
function read(text: string): { values: string; right: boolean } {
  let right = true
  const { documents } = documentsIn(sourceText('x.yaml', text), (diagnostic) => {
    right &&= !hasErrors([diagnostic])
  })
  return { values: JSON.stringify(documents.map(toJson), withSortedKeys), right }
}

function withSortedKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
}

const commentsOf = (text: string) => (text.match(/# c\d+/g) ?? []).sort()

describe.each<Content>(['documents', 'settings'])('a formatted file of %s', (content) => {
  test('has the same values and comments, and formatting it again changes nothing', () => {
    const tried = { right: 0, formatted: 0 }
    fc.assert(
      fc.property(anyText, (text) => {
        const { values, right } = read(text)
        fc.pre(right)
        tried.right += 1
        const formatted = formatYaml(text, content)
        if (formatted === undefined) return
        tried.formatted += 1
        expect(read(formatted)).toEqual({ values, right })
        expect(commentsOf(formatted)).toEqual(commentsOf(text))
        expect(formatYaml(formatted, content)).toBe(formatted)
      }),
      { numRuns: runsOf({ quick: 80, deep: 20_000 }), maxSkipsPerRun: 1000 },
    )
    expect(tried.formatted / tried.right).toBeGreaterThan(0.9)
  })
})

describe('a comment on a line of its own stays right above what it is about', () => {
  /** A value, with a comment below its last line that is a part of it. */
  const value = fc.constantFrom(
    ...[
      ' x',
      ':',
      '\n  a: 1',
      '\n  a: 1\n  # b: 2',
      '\n  a:\n    - 1\n    # - 2',
      '\n  a:\n    - 1\n    # - 2\n  # b: 3',
    ],
    ...[
      '\n  - 1\n  # - 2\n\n',
      ' { a: 1 } # beside',
      '\n  a: |\n    text\n    # text\n  # b: 2',
      ' # beside\n  a: 1\n  # b: 2',
    ],
  )
  const names = ['schema_id', 'state', 'traits', 'metadata_public', 'idctl']
  const member = fc.record({ value, gap: fc.constantFrom('', '\n', '\n\n'), isTold: fc.boolean() })
  const members = fc
    .tuple(fc.shuffledSubarray(names, { minLength: 1 }), fc.array(member, { minLength: 5, maxLength: 5 }))
    .map(([order, drawn]) => {
      return order.flatMap((name, index) => {
        const { value: written, gap, isTold } = drawn[index] ?? { value: ' x', gap: '', isTold: false }
        const own = name === 'idctl' ? '\n  # about protect\n  protect: true\n  # about key\n  key: ada' : written
        return [`${gap}${isTold ? `# about ${name}\n` : ''}${name}:${own === ':' ? '' : own}`]
      })
    })
  const indent = (text: string) => text.replaceAll(/^(?=.)/gm, '  ')
  const texts = fc.oneof(
    members.map((lines) => `${lines.join('\n')}\n`),
    fc.array(members, { minLength: 1, maxLength: 3 }).map((all) => {
      return all.map((lines, index) => `# about -${index}\n-\n${indent(lines.join('\n'))}\n`).join('')
    }),
  )

  /** What stands below each comment, past other comments and empty lines. */
  function subjectsIn(text: string): string[] {
    const lines = text.split('\n').map((line) => line.trim())
    return lines.flatMap((line, index) => {
      const next = lines.slice(index + 1).find((one) => one !== '' && !one.startsWith('#')) ?? ''
      return /^(?:- )?# about [a-z]/.test(line) ? [`${line.replace(/^- /, '')}: ${/[a-z_]+/.exec(next)?.[0]}`] : []
    })
  }

  test('in a document and in a list', () => {
    const numRuns = runsOf({ quick: 50, deep: 10_000 })
    let sorted = 0
    fc.assert(
      fc.property(texts, (text) => {
        const formatted = formatYaml(text, 'documents')
        if (formatted === undefined) throw new Error('cannot be formatted')
        for (const about of subjectsIn(formatted)) expect(about).toMatch(/^# about (\w+): \1$/)
        expect(subjectsIn(formatted).sort()).toEqual(subjectsIn(text).sort())
        const firsts = (one: string) =>
          one
            .split('\n')
            .filter((line) => /^[a-z]/.test(line))
            .join()
        if (firsts(formatted) !== firsts(text)) sorted += 1
      }),
      { numRuns },
    )
    expect(sorted).toBeGreaterThan(numRuns / 10)
  })
})

test('line breaks of Windows stay', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      fc.pre(read(text).right && !text.includes('\r'))
      const formatted = formatYaml(text, 'documents')
      expect(formatYaml(text.replaceAll('\n', '\r\n'), 'documents')).toBe(formatted?.replaceAll('\n', '\r\n'))
    }),
    { numRuns: runsOf({ quick: 40, deep: 5000 }), maxSkipsPerRun: 1000 },
  )
})

describe('a plan is the same before and after', () => {
  const options = { consents: {}, takeOver: [], variables: {}, now: new Date(0), signal: new AbortController().signal }
  const members = [
    'schema_id: person',
    'external_id: "emp-1"',
    'state: active',
    "traits: { name: {first: 'Ada'},\n  email: ada@example.com }",
    'metadata_public:\n    team: compilers # theirs\n    room: "0042"',
    'metadata_admin:\n    note: |-\n        a\n          b',
    'credentials:\n    oidc: {config: {providers: [{provider: google, subject: "1"}]}}',
    'idctl:\n    protect: true\n    previously: [ byron ]\n    ownership: {/traits/name: seed}',
  ]
  const blank = fc.constantFrom('', '\n', '# about it\n', '\n\n# about it\n')
  const documents = fc
    .array(fc.tuple(blank, fc.constantFrom(...members)), { minLength: 8, maxLength: 8 })
    .map((drawn) => {
      const order = [...new Set([...drawn.map(([, member]) => member), ...members])]
      return order.map((member, index) => `${drawn[index]?.[0] ?? ''}${member}\n`).join('')
    })

  test('of members in any order, with comments and blank lines', async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (text) => {
        const formatted = formatYaml(text, 'documents')
        if (formatted === undefined) throw new Error('cannot be formatted')
        const [before, after] = await Promise.all([text, formatted].map(planOf))
        expect(after).toEqual(before)
      }),
      { numRuns: runsOf({ quick: 8, deep: 1000 }) },
    )
  })

  /** A plan without the lines of the file. */
  async function planOf(text: string): Promise<unknown> {
    const config = configFor(project({ 'identities/ada.yaml': text }))
    const { changes, diagnostics } = planIn(await computePlan(config, readOnlyLive([]), options))
    expect(diagnostics).toEqual([])
    // The rows of a change follow the file.
    const sorted = changes.map((change) => ({
      ...change,
      fields: change.fields.toSorted((left, right) => (left.path < right.path ? -1 : 1)),
    }))
    return JSON.parse(
      JSON.stringify(sorted, (name, value) => (name === 'line' || name === 'column' ? undefined : value)),
    )
  }
})
