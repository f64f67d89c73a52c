import { readFileSync, writeFileSync } from 'node:fs'
import { parse, parseDocument, Scalar } from 'yaml'
import * as z from 'zod'

const step = z.strictObject({
  /** Words of the command line, split at spaces. */
  run: z.string().exactOptional(),
  exit: z.int().exactOptional(),
  /** Whole; absent = empty. */
  stdout: z.string().exactOptional(),
  stderr: z.string().exactOptional(),
  env: z.record(z.string(), z.string()).exactOptional(),
  /** Ends a command that serves. */
  signal_when_ready: z.enum(['SIGINT', 'SIGTERM']).exactOptional(),
  /** Before the command: files to write, `null` to remove. */
  files: z.record(z.string(), z.string().nullable()).exactOptional(),
  /** Before the command: what somebody else does to the sandbox in `.idctl/sandbox.json`. */
  live: z
    .array(
      z.union([
        z.strictObject({ patch: z.array(z.json()), identifier: z.string() }),
        z.strictObject({ create: z.record(z.string(), z.json()) }),
        z.strictObject({ erase: z.string() }),
      ]),
    )
    .exactOptional(),
})

const caseFile = z.strictObject({ about: z.string(), steps: z.array(step).min(1) })

export type Step = z.infer<typeof step>
export type CaseFile = z.infer<typeof caseFile>

export function readCase(path: string): CaseFile {
  return caseFile.parse(parse(readFileSync(path, 'utf8')))
}

/** Writes what a step really gave into the case, comments and the rest kept: `UPDATE_CASES=1 npm test`, then read the diff. */
export function recordStep(
  path: string,
  index: number,
  seen: { exit: number | null; stdout: string; stderr: string },
): void {
  const document = parseDocument(readFileSync(path, 'utf8'))
  document.setIn(['steps', index, 'exit'], seen.exit)
  for (const name of ['stdout', 'stderr'] as const) {
    if (seen[name] === '') document.deleteIn(['steps', index, name])
    else document.setIn(['steps', index, name], literal(seen[name]))
  }
  writeFileSync(path, document.toString({ lineWidth: 0 }))
}

function literal(text: string): Scalar {
  const scalar = new Scalar(text)
  scalar.type = Scalar.BLOCK_LITERAL
  return scalar
}
