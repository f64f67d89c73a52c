import { type ExitName, exitCodes } from '../src/model/exit-codes.ts'
import {
  type Cell,
  type EndpointName,
  type Expectation,
  endpoints,
  matrix,
  type OutcomeName,
  outcomes,
} from '../test/faults/matrix.ts'
import { page, table } from './markdown.ts'

/** The table that `test/faults/matrix-*.test.ts` runs, for people. */
export function faultsPage(): string {
  return page('Faults', [
    'What idctl does when the server, or something between, misbehaves. Every cell of these tables is a test, on the sandbox and on a real Kratos. In all of them: nothing is written that the plan does not have, nobody is there twice, nobody is removed whom the files keep, unmanaged identities stay as they are to the last byte, and once the fault is over, plan and apply end in the desired state. Redirects are never followed, so no key and no body reaches another host.',
    `## What the outcomes mean\n\n${outcomesTable()}`,
    ...(Object.keys(endpoints) as EndpointName[]).map(sectionOf),
  ])
}

function outcomesTable(): string {
  const rows = (Object.keys(outcomes) as OutcomeName[]).map((name) => {
    const { exit, means } = outcomes[name]
    return [name, means, String(exitCodes[exit satisfies ExitName])]
  })
  return table(['Outcome', 'Meaning', 'Exit code'], rows)
}

function sectionOf(endpoint: EndpointName): string {
  const { call, when } = endpoints[endpoint]
  const cells = Object.entries(matrix).map(([fault, row]) => [fault, row[endpoint]] as const)
  const rows = cells.flatMap(([fault, cell]) => (typeof cell === 'string' ? [] : [[fault, ...texts(cell)]]))
  const absent = cells.flatMap(([fault, cell]) => (typeof cell === 'string' ? [`${fault}: ${cell}`] : []))
  return [
    `## ${call}`,
    `For ${when}.`,
    table(['Fault', 'Once', 'For ever, or from some point on'], rows),
    ...(absent.length > 0 ? [`Not there: ${absent.join('; ')}.`] : []),
  ].join('\n\n')
}

function texts(cell: Exclude<Cell, string>): string[] {
  return [cell.once, cell.always].map(text)
}

function text({ outcome, says }: Expectation): string {
  return says === undefined || says === '' ? outcome : `${outcome}: “…${says}…”`
}
