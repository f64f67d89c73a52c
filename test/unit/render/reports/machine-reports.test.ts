import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../../../src/model/diagnostic.ts'
import type { Outcome, Report } from '../../../../src/model/report.ts'
import { shownPlan } from '../../../../src/render/masking/shown-plan.ts'
import { problemsOf } from '../../../../src/render/reports/problems.ts'
import type { ReportContent, ReportSheet } from '../../../../src/render/reports/report-format.ts'
import { reportFormats } from '../../../../src/render/reports/report-formats.ts'
import type { FinalReportName } from '../../../../src/render/reports/report-names.ts'
import { plan } from '../../../support/arbitrary-plan.ts'
import { codeQualityFaults, junitFaults, sarifFaults } from '../../../support/platform-rules.ts'

const sheet: ReportSheet = {
  command: 'plan',
  idctlVersion: '1.2.3',
  exit: 'invalid',
  masked: false,
  prefix: 'ops/acme/',
  configFile: 'idctl.yaml',
}

const textOf = (format: FinalReportName, content: ReportContent, over: Partial<ReportSheet> = {}) =>
  [...reportFormats[format](content, { ...sheet, ...over })].join('')

const mistakes: readonly Diagnostic[] = [
  {
    severity: 'error',
    code: 'IDC411',
    summary: '/traits/nick, "100%" is not in the schema',
    hint: 'known are: email',
    at: { file: 'identities/a b/ada.yaml', line: 3, column: 7 },
  },
  {
    severity: 'warning',
    code: 'IDC587',
    summary: 'ada expires <tomorrow> & more',
    at: { file: 'x.yaml', line: 0, column: 0 },
  },
  { severity: 'error', code: 'IDC301', summary: 'no place', hint: 'do something' },
]
const check: ReportContent = { subject: { kind: 'check', check: { files: 2, documents: 3, diagnostics: mistakes } } }

const report: Report = {
  outcomes: [
    { key: 'ada', action: 'create', outcome: 'done' },
    { key: 'bob', action: 'update', outcome: 'failed', code: 'refused', reason: 'Kratos said no', hint: 'ask it' },
    { key: 'cleo', action: 'delete', outcome: 'blocked', code: 'orphan', orphan: true },
    { key: 'dan', action: 'update', outcome: 'moved', code: 'changed' },
  ] as readonly Outcome[],
  counts: { done: 1, 'already-done': 0, moved: 1, failed: 1, skipped: 0, blocked: 1 },
  interrupted: false,
  problems: [{ message: 'the inventory could not be written' }],
}
const run: ReportContent = {
  subject: {
    kind: 'run',
    report,
    facts: { command: 'apply', milliseconds: 1000 },
    place: { target: 'prod', workspace: 'acme' },
  },
  failure: { exit: 1, name: 'error', message: 'it went wrong', hint: 'try again' },
}

describe('problems of a check', () => {
  test('are annotations of GitHub, one a line', () => {
    expect(textOf('github', check)).toMatchInlineSnapshot(`
      "::error file=ops/acme/identities/a b/ada.yaml,line=3,col=7,title=idctl IDC411::/traits/nick, "100%25" is not in the schema%0Aknown are: email
      ::warning file=ops/acme/x.yaml,title=idctl IDC587::ada expires <tomorrow> & more
      ::error title=idctl IDC301::no place%0Ado something
      "
    `)
  })
  test('are results of SARIF, each at a place in the repository', () => {
    const [{ results, tool }] = JSON.parse(textOf('sarif', check)).runs
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(['IDC301', 'IDC411', 'IDC587'])
    expect(results).toMatchInlineSnapshot(`
      [
        {
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "ops/acme/identities/a%20b/ada.yaml",
                },
                "region": {
                  "startColumn": 7,
                  "startLine": 3,
                },
              },
            },
          ],
          "message": {
            "text": "/traits/nick, "100%" is not in the schema
      known are: email",
          },
          "ruleId": "IDC411",
          "ruleIndex": 1,
        },
        {
          "level": "warning",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "ops/acme/x.yaml",
                },
              },
            },
          ],
          "message": {
            "text": "ada expires <tomorrow> & more",
          },
          "ruleId": "IDC587",
          "ruleIndex": 2,
        },
        {
          "level": "error",
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "ops/acme/idctl.yaml",
                },
              },
            },
          ],
          "message": {
            "text": "no place
      do something",
          },
          "ruleId": "IDC301",
          "ruleIndex": 0,
        },
      ]
    `)
  })
  test('are code quality of GitLab', () => {
    expect(JSON.parse(textOf('gitlab', check))).toMatchInlineSnapshot(`
      [
        {
          "check_name": "IDC411",
          "description": "/traits/nick, "100%" is not in the schema (known are: email)",
          "fingerprint": "IDC411|ops/acme/identities/a b/ada.yaml|/traits/nick, "100%" is not in the schema",
          "location": {
            "lines": {
              "begin": 3,
            },
            "path": "ops/acme/identities/a b/ada.yaml",
          },
          "severity": "major",
        },
        {
          "check_name": "IDC587",
          "description": "ada expires <tomorrow> & more",
          "fingerprint": "IDC587|ops/acme/x.yaml|ada expires <tomorrow> & more",
          "location": {
            "lines": {
              "begin": 1,
            },
            "path": "ops/acme/x.yaml",
          },
          "severity": "minor",
        },
        {
          "check_name": "IDC301",
          "description": "no place (do something)",
          "fingerprint": "IDC301|ops/acme/idctl.yaml|no place",
          "location": {
            "lines": {
              "begin": 1,
            },
            "path": "ops/acme/idctl.yaml",
          },
          "severity": "major",
        },
      ]
    `)
  })
  test('are failed tests of JUnit, and warnings are skipped where nothing is wrong', () => {
    expect(textOf('junit', check)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="idctl plan" tests="3" failures="3" skipped="0" errors="0">
        <testsuite name="idctl.plan.files" tests="3" failures="3" skipped="0" errors="0">
          <testcase classname="idctl.plan.files" name="IDC411 /traits/nick, &quot;100%&quot; is not in the schema" file="ops/acme/identities/a b/ada.yaml" line="3">
            <failure type="IDC411" message="/traits/nick, &quot;100%&quot; is not in the schema">/traits/nick, "100%" is not in the schema
      hint: known are: email</failure>
          </testcase>
          <testcase classname="idctl.plan.files" name="IDC587 ada expires &lt;tomorrow&gt; &amp; more" file="ops/acme/x.yaml">
            <failure type="IDC587" message="ada expires &lt;tomorrow&gt; &amp; more">ada expires &lt;tomorrow&gt; &amp; more</failure>
          </testcase>
          <testcase classname="idctl.plan.files" name="IDC301 no place">
            <failure type="IDC301" message="no place">no place
      hint: do something</failure>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `)
    expect(textOf('junit', check, { exit: 'ok' })).toContain('failures="2" skipped="1"')
  })
})

test('a run has its failures, and done changes are tests that passed', () => {
  expect(problemsOf(run).map(({ severity, code }) => `${severity} ${code}`)).toMatchInlineSnapshot(`
    [
      "error failed:refused",
      "note blocked:orphan",
      "warning moved:changed",
      "warning run:problem",
      "error command:error",
    ]
  `)
  expect(textOf('junit', run, { command: 'apply' })).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="idctl apply" tests="6" failures="4" skipped="1" errors="0">
      <testsuite name="idctl.apply.failed" tests="1" failures="1" skipped="0" errors="0">
        <testcase classname="idctl.apply.failed" name="failed:refused bob: update failed: Kratos said no">
          <failure type="failed:refused" message="bob: update failed: Kratos said no">bob: update failed: Kratos said no
    hint: ask it</failure>
        </testcase>
      </testsuite>
      <testsuite name="idctl.apply.blocked" tests="1" failures="0" skipped="1" errors="0">
        <testcase classname="idctl.apply.blocked" name="blocked:orphan cleo: delete blocked">
          <skipped message="cleo: delete blocked"/>
        </testcase>
      </testsuite>
      <testsuite name="idctl.apply.moved" tests="1" failures="1" skipped="0" errors="0">
        <testcase classname="idctl.apply.moved" name="moved:changed dan: update moved">
          <failure type="moved:changed" message="dan: update moved">dan: update moved</failure>
        </testcase>
      </testsuite>
      <testsuite name="idctl.apply.run" tests="1" failures="1" skipped="0" errors="0">
        <testcase classname="idctl.apply.run" name="run:problem the inventory could not be written">
          <failure type="run:problem" message="the inventory could not be written">the inventory could not be written</failure>
        </testcase>
      </testsuite>
      <testsuite name="idctl.apply.command" tests="1" failures="1" skipped="0" errors="0">
        <testcase classname="idctl.apply.command" name="command:error it went wrong">
          <failure type="command:error" message="it went wrong">it went wrong
    hint: try again</failure>
        </testcase>
      </testsuite>
      <testsuite name="idctl.apply.done" tests="1" failures="0" skipped="0" errors="0">
        <testcase classname="idctl.apply.done" name="ada: create done"/>
      </testsuite>
    </testsuites>
    "
  `)
})

test('nothing found and nothing wrong is a test that passed, and no annotation', () => {
  const none: ReportContent = { subject: { kind: 'check', check: { files: 1, documents: 1, diagnostics: [] } } }
  expect(textOf('junit', none)).toContain('tests="1" failures="0"')
  expect(textOf('github', none)).toBe('')
  expect(JSON.parse(textOf('gitlab', none))).toEqual([])
})

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    ']]>',
    '-->',
    '\u0000\u001b[2J',
    '"><failure/>',
    '::error::x',
    '%0A::stop-commands::x',
    '\u202e',
    '\ud800',
    "&amp;'",
  ),
)
const location = fc.record({ file: hostile, line: fc.nat(9), column: fc.nat(9) })
const diagnostic: fc.Arbitrary<Diagnostic> = fc.record(
  {
    severity: fc.constantFrom('error', 'warning'),
    code: fc.constantFrom('IDC411', 'IDC587'),
    summary: hostile,
    hint: hostile,
    at: location,
  },
  { requiredKeys: ['severity', 'code', 'summary'] },
)
const content: fc.Arbitrary<ReportContent> = fc.oneof(
  plan.map((made) => ({ subject: { kind: 'plan' as const, plan: shownPlan(made) } })),
  fc.array(diagnostic, { maxLength: 5 }).map((diagnostics) => ({
    subject: { kind: 'check' as const, check: { files: 1, documents: 1, diagnostics } },
  })),
  hostile.map((message) => ({ failure: { exit: 1, name: 'error' as const, message } })),
)

describe('whatever somebody calls themselves', () => {
  test('each problem is one annotation, and nothing else is a command', () => {
    fc.assert(
      fc.property(content, (found) => {
        const lines = textOf('github', found).split('\n')
        expect(lines.pop()).toBe('')
        expect(lines).toHaveLength(problemsOf(found).length)
        for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) [^:]*::/)
      }),
    )
  })

  test('XML is well-formed, and each problem is a test', () => {
    fc.assert(
      fc.property(content, fc.constantFrom('ok', 'invalid' as const), (found, exit) => {
        const text = textOf('junit', found, { exit })
        expect(XMLValidator.validate(text)).toBe(true)
        const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => /^test(suite|case)$/.test(name) })
        const { testsuites } = parser.parse(text)
        const cases = testsuites.testsuite.flatMap(({ testcase }: { testcase: readonly object[] }) => testcase)
        expect(Number(testsuites['@_tests'])).toBe(cases.length)
        const notPassed = cases.filter((one: object) => 'failure' in one || 'skipped' in one)
        expect(notPassed).toHaveLength(problemsOf(found).length)
      }),
    )
  })

  test('JSON is JSON, prints nothing that a terminal obeys, and names each problem once', () => {
    fc.assert(
      fc.property(content, (found) => {
        for (const format of ['sarif', 'gitlab'] as const) {
          const text = textOf(format, found)
          // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
          expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/)
          const parsed = JSON.parse(text)
          const entries = format === 'sarif' ? parsed.runs[0].results : parsed
          expect(entries).toHaveLength(problemsOf(found).length)
        }
        const prints = JSON.parse(textOf('gitlab', found)).map(
          ({ fingerprint }: { fingerprint: string }) => fingerprint,
        )
        expect(new Set(prints).size).toBe(prints.length)
      }),
    )
  })

  test('each platform gets what it documents', () => {
    fc.assert(
      fc.property(content, fc.constantFrom('ok', 'invalid' as const), (found, exit) => {
        expect(sarifFaults(textOf('sarif', found, { exit }))).toEqual([])
        expect(codeQualityFaults(textOf('gitlab', found, { exit }))).toEqual([])
        expect(junitFaults(textOf('junit', found, { exit }))).toEqual([])
      }),
    )
    for (const golden of [check, run]) {
      expect(sarifFaults(textOf('sarif', golden))).toEqual([])
      expect(codeQualityFaults(textOf('gitlab', golden))).toEqual([])
      expect(junitFaults(textOf('junit', golden))).toEqual([])
    }
  })

  test('what a platform would not take is found', () => {
    const broken = (format: FinalReportName, right: string, wrong: string) => {
      const text = textOf(format, check)
      expect(text).toContain(right)
      return text.replace(right, wrong)
    }
    expect(sarifFaults(broken('sarif', '"level": "error"', '"level": "fatal"'))).not.toEqual([])
    expect(sarifFaults(broken('sarif', '"ruleIndex": 1', '"ruleIndex": 0'))).not.toEqual([])
    expect(sarifFaults(broken('sarif', 'a%20b', 'a b'))).not.toEqual([])
    expect(codeQualityFaults(broken('gitlab', '"major"', '"error"'))).not.toEqual([])
    expect(junitFaults(broken('junit', 'tests="3"', 'tests="4"'))).not.toEqual([])
    expect(junitFaults(broken('junit', '<failure type=', '<failure kind='))).not.toEqual([])
  })

  test('no format fails', () => {
    fc.assert(
      fc.property(content, fc.constantFrom(...(Object.keys(reportFormats) as FinalReportName[])), (found, format) => {
        expect(textOf(format, found)).toBeTypeOf('string')
      }),
    )
  })
})
