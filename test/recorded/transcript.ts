import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseWhole } from '../../src/sandbox/go/scan-json.ts'
import type { SandboxSettings } from '../../src/sandbox/index.ts'
import type { Json, PlainJsonObject } from '../../src/sandbox/json.ts'

/** A recorded scenario; the format is described in README.md beside this file. */
export interface Transcript {
  readonly scenario: string
  readonly about: string
  readonly server: string
  readonly config?: SandboxSettings
  readonly schemas: Readonly<Record<string, PlainJsonObject>>
  readonly steps: readonly Step[]
}

export interface Step {
  readonly request: RecordedRequest
  readonly response: RecordedResponse & {
    readonly times_vs_previous?: Readonly<Record<TimeField, 'same' | 'changed'>>
  }
}

export const timeFields = ['created_at', 'updated_at', 'state_changed_at'] as const
export type TimeField = (typeof timeFields)[number]

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly port?: 'public'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Json
  readonly text?: string
  readonly fill?: { readonly prefix: string; readonly char: string; readonly count: number; readonly suffix: string }
}

export type RecordedResponse =
  | { readonly closed: true }
  | {
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body?: Json
      readonly text?: string
    }

/** Every scenario of one version, in order of their names. */
export function readTranscripts(version: string): Transcript[] {
  const folder = fileURLToPath(new URL(`${version}/`, import.meta.url))
  return readdirSync(folder)
    .sort()
    .map((file) => parseWhole(readFileSync(`${folder}${file}`, 'utf8')) as unknown as Transcript)
}
