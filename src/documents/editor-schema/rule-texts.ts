import type { MemberText } from './member-text.ts'

const guide = '../guides/rules.md'

const ruleWith = (lines: string) =>
  `rules:\n  - name: company-mail\n    each: document\n    assert: 'doc.traits.email.endsWith("example.com")'\n${lines}`

/** What is said of `rules` in idctl.yaml. */
export const ruleTexts = {
  rules: {
    meaning:
      'Rules of your own, in CEL, about documents and planned changes. `validate` and `plan` ask them; one that is broken or cannot be evaluated stops the plan.',
    takes: 'a list of at most 100 rules, each with its own name',
    otherwise: 'there are none',
    example: ruleWith(''),
    note: 'a rule cannot have a reference such as `${env:NAME}`',
    mistakes: { 'rules: [{ name: a, each: document, assert: "doc.nope" }]': 'IDC260' },
    codes: ['IDC261', 'IDC262', 'IDC263', 'IDC264', 'IDC265', 'IDC266'],
    guide,
  },
  'rules.name': {
    meaning: 'The name of the rule in every message about it.',
    takes: 'letters, digits, `.`, `-` and `_`, at most 64, with a letter or a digit at the start',
    otherwise: 'the file is refused',
    example: ruleWith(''),
    mistakes: { 'rules: [{ name: a b, each: document, assert: "true" }]': 'IDC102' },
  },
  'rules.each': {
    meaning:
      'What the rule is asked about: each document (`doc`), each change that apply would execute (`change`), or once for the whole (`docs`, `changes`, `summary`).',
    otherwise: 'the file is refused',
    example: "rules: [{ name: few, each: plan, assert: 'docs.size() < 500' }]",
    mistakes: { 'rules: [{ name: a, each: person, assert: "true" }]': 'IDC102' },
    guide,
  },
  'rules.when': {
    meaning: 'The rule is asked only where this expression gives true.',
    takes: 'an expression in CEL',
    otherwise: 'the rule is asked everywhere',
    example: ruleWith('    when: \'doc.schema_id == "person"\'\n'),
    guide,
  },
  'rules.assert': {
    meaning: 'What must hold.',
    takes: 'an expression in CEL that gives true or false, of at most 2000 characters',
    otherwise: 'the file is refused',
    example: ruleWith(''),
    mistakes: { 'rules: [{ name: a, each: document, assert: "doc.key == 3" }]': 'IDC260' },
    guide,
  },
  'rules.message': {
    meaning: 'What is said when the rule is broken.',
    takes: 'one line of text, in which `{key}`, `{file}` and `{rule}` are replaced',
    otherwise: 'only the names of the rule and of the person are said',
    example: ruleWith('    message: people have an address of the company\n'),
    mistakes: { 'rules: [{ name: a, each: document, assert: "true", message: "{email}" }]': 'IDC102' },
  },
  'rules.level': {
    meaning: 'Whether a broken rule stops the plan, or is only a warning.',
    otherwise: 'it stops the plan: `deny`',
    example: ruleWith('    level: warn\n'),
    note: 'a rule that cannot be evaluated always stops the plan',
    mistakes: { 'rules: [{ name: a, each: document, assert: "true", level: error }]': 'IDC102' },
  },
  'rules.env': {
    meaning: 'The environments in which the rule holds.',
    takes: 'a list of names of `environments`',
    otherwise: 'the rule holds in all, and without `--env`',
    example: `${ruleWith('    env: [prod]\n')}environments: { prod: { adopt: never } }\n`,
    mistakes: { 'rules: [{ name: a, each: document, assert: "true", env: [prd] }]': 'IDC260' },
  },
} as const satisfies Readonly<Record<string, MemberText>>
