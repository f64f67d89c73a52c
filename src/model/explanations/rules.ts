import { type ExplainedDiagnostic, inFile } from './explanation.ts'

const head = 'version: 1\nworkspace: acme-7f3k\nschema_id: person\nrules:\n'
const rule = (assert: string) => `${head}  - name: house\n    each: document\n    assert: '${assert}'\n`
const ada = 'traits: { email: ada@example.com }\n'
const withAda = (config: string) => ({ 'idctl.yaml': config, 'identities/ada.yaml': ada })

/** IDC260 to IDC266: the rules of idctl.yaml. */
export const ruleExplanations = {
  IDC260: {
    cause:
      'An expression of a rule cannot be read, uses something that rules do not have, or does not give true or false; or another part of the rule contradicts the rest of idctl.yaml. Nothing is planned while a rule cannot be asked.',
    example: inFile('idctl.yaml', rule('doc.kye != ""'), rule('doc.key != ""')),
    cure: 'Correct the expression at the place that the message points at. The guide about rules lists the variables and functions.',
  },
  IDC261: {
    cause: 'A document does not fulfil a rule of idctl.yaml that asks about each document.',
    example: {
      wrong: withAda(rule('doc.traits.email.endsWith("@acme.example")')),
      right: withAda(rule('doc.traits.email.endsWith("@example.com")')),
    },
    cure: 'Change the document, or change the rule if it is wrong.',
  },
  IDC262: {
    cause: 'A change of the plan does not fulfil a rule of idctl.yaml that asks about each change.',
    example: {
      given: 'The document of somebody is gone, and idctl created the account.',
      wrong: {
        'idctl.yaml': `${head}  - name: nobody-goes\n    each: change\n    assert: 'change.action != "delete"'\n`,
      },
      right: {
        'idctl.yaml': `${head}  - name: nobody-goes\n    each: change\n    level: warn\n    assert: 'change.action != "delete"'\n`,
      },
    },
    cure: 'Change the files so that the plan does not have this change, or change the rule if it is wrong.',
  },
  IDC263: {
    cause: 'The folder or the plan as a whole does not fulfil a rule of idctl.yaml with `each: plan`.',
    example: {
      wrong: withAda(`${head}  - name: few\n    each: plan\n    assert: 'docs.size() < 1'\n`),
      right: withAda(`${head}  - name: few\n    each: plan\n    assert: 'docs.size() < 500'\n`),
    },
    cure: 'Change the documents that the rule counts, or change the rule if it is wrong.',
  },
  IDC264: {
    cause:
      'A rule gives no answer for a document or a change: it asks for something that is not there, compares values of two kinds, or asks for a value that rules do not see. Whether the rule is fulfilled is then unknown, so that is an error, even at the level `warn`.',
    example: {
      wrong: withAda(rule('doc.traits.kind != "robot"')),
      right: withAda(rule('doc.traits.?kind.orValue("") != "robot"')),
    },
    cure: 'Ask first whether the value is there, with `has(…)` or `.?name.orValue(…)`, or limit the rule with `when`.',
  },
  IDC265: {
    cause:
      'The rules were stopped, because they need more steps than they may take. The number grows with the number of documents and changes, and does not depend on the machine.',
    example: {
      given: 'The folder has a hundred thousand documents.',
      wrong: { 'idctl.yaml': rule('docs.exists(d, d.key == doc.key)') },
      right: { 'idctl.yaml': rule('doc.key != ""') },
    },
    cure: 'Ask about each document alone, or once about all with `each: plan`, and keep the texts that a rule makes short.',
  },
  IDC266: {
    cause: 'A rule counts over the whole folder, and `--identities` names a part of it, so its answer would be wrong.',
    example: { wrong: '$ idctl plan --identities identities/team-a', right: '$ idctl plan' },
    cure: 'Nothing, if another run checks the whole folder. Use `--only` to plan for a part.',
  },
} as const satisfies Record<string, ExplainedDiagnostic>
