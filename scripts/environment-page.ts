import type { VariableText } from '../src/model/environment-variables.ts'
import { variableTexts } from '../src/model/variables.ts'
import { codeLinks, entry, page, pageLink } from './markdown.ts'

const parts: Readonly<Record<VariableText['readBy'], readonly [title: string, intro: string]>> = {
  server: [
    'The server',
    'URL and key come from the same place, so that the key of one server is never sent to another. An empty variable counts as not set, because pipelines pass a missing secret as an empty text.',
  ],
  output: ['The output', 'What the output looks like, and how it hides people.'],
  files: [
    'Values for files',
    'Documents and idctl.yaml can take texts from variables of your own, with `${env:NAME}`. In idctl.yaml every name is allowed, and one that is not set is an error where its value is needed ([IDC109](diagnostics.md#idc109)).',
  ],
  platform: [
    'The job of a pipeline',
    '`idctl comment`, `issue` and `reviewed-plan` run in jobs of GitHub Actions or GitLab CI, which set these variables by themselves, except for the tokens. No other command reads them.',
  ],
  proxy: ['A proxy', 'The way to the server: [behind a proxy](../guides/proxies.md).'],
  node: [
    'Node.js',
    'idctl runs on Node.js, which has [variables of its own](https://nodejs.org/api/cli.html#environment-variables). This one people need:',
  ],
  git: [
    'git',
    'idctl asks git whether a missing document was [really deleted](../guides/removal.md#an-old-checkout-removes-nobody-and-brings-nobody-back), and passes on only these variables: others may hold keys, and `GIT_DIR` of a hook would point to another repository.',
  ],
  nobody: ['Without effect', 'Other tools read it.'],
}

/** Every variable of the environment that has an effect. */
export function environmentPage(): string {
  const groups = Object.entries(parts).flatMap(([readBy, [title, intro]]) => {
    const own = variableTexts.filter(([, text]) => text.readBy === readBy)
    return [`## ${title}`, intro, ...own.map(([name, text]) => sectionOf(name, text))]
  })
  return page('Environment variables', [
    'All variables of the environment that have an effect on idctl. Flags say the same for one command: `idctl plan --help`.',
    ...groups,
  ])
}

function sectionOf(
  name: string,
  { meaning, takes, otherwise, example, order, secret, reserved, codes, guide }: VariableText,
) {
  return entry(3, {
    name,
    meaning,
    facts: [
      ['Value', takes],
      ['If it is not set', otherwise],
      ['Order', order],
      ['Secret', secret && 'no output shows it'],
      ['In documents', reserved && 'no document may refer to it ([IDC302](diagnostics.md#idc302))'],
      ['Mistakes', codeLinks(codes)],
      ['More', pageLink(guide)],
    ],
    example: ['sh', exportLine(name, example)],
  })
}

/** An example for a pattern has the name, too. */
function exportLine(name: string, example: string): string {
  return `export ${name.endsWith('*') ? example : `${name}=${example.includes('*') ? `'${example}'` : example}`}`
}
