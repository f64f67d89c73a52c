import { afterEach, describe, expect, test } from 'vitest'
import { type ProfileName, type Sandbox, startSandbox } from '../../src/sandbox/index.ts'
import type { Json, JsonObject } from '../../src/sandbox/json.ts'
import { writeJson } from '../../src/sandbox/write-json.ts'
import { Bindings } from './bindings.ts'
import { canonical, inRecordedTerms } from './normalize.ts'
import { send } from './send.ts'
import { readTranscripts, type Step, type TimeField, type Transcript, timeFields } from './transcript.ts'

let sandbox: Sandbox | undefined

afterEach(() => sandbox?.stop())

describe.each(['v26.2.0', 'v25.4.0', 'v1.3.1'] as const)('sandbox as %s', (version) => {
  test.each(readTranscripts(version))('$scenario', async (transcript) => {
    sandbox = await start(transcript, version)
    const { adminUrl, publicUrl } = sandbox
    const bindings = new Bindings({ admin: adminUrl, public: publicUrl, ui: publicUrl })
    const lastTimes = new Map<string, Times>()
    for (const [index, step] of transcript.steps.entries()) {
      const request = bindings.resolveJson(step.request as unknown as JsonObject) as unknown as Step['request']
      const response = await send(request, request.port === 'public' ? publicUrl : adminUrl)
      const recorded = canonical(expected(step, version))
      const actual = inRecordedTerms(recorded, canonical(response as unknown as Json), bindings)
      const name = `step ${index}: ${step.request.method} ${step.request.path}`
      expect(actual, name).toEqual(recorded)
      expect(writeJson(actual), `${name}, order of members`).toBe(writeJson(recorded))
      if ('body' in response) checkTimes(step, response.body, lastTimes, name)
    }
  })
})

function start(transcript: Transcript, version: ProfileName): Promise<Sandbox> {
  const settings = { default_schema_id: 'person', ...transcript.config }
  return startSandbox({ profile: version, schemas: transcript.schemas, settings, ids: 'ascending' })
}

/** The recorded servers were builds of somebody's own and said `master`. */
function expected({ request, response }: Step, version: string): Json {
  const { times_vs_previous: _, ...recorded } = response as unknown as JsonObject
  return request.path === '/admin/version' && request.port === undefined ? { ...recorded, body: { version } } : recorded
}

type Times = Readonly<Record<TimeField, string>>

/** Whether the times of an identity moved since it was shown last. */
function checkTimes(step: Step, body: Json | undefined, lastTimes: Map<string, Times>, name: string): void {
  const identity = body as { id?: string } & Times
  if (typeof identity?.id !== 'string') return
  const previous = lastTimes.get(identity.id)
  lastTimes.set(identity.id, identity)
  if (step.response.times_vs_previous === undefined || previous === undefined) return
  const moved = timeFields.map((field) => [field, identity[field] === previous[field] ? 'same' : 'changed'])
  expect(Object.fromEntries(moved), `${name}, times`).toEqual(step.response.times_vs_previous)
}
