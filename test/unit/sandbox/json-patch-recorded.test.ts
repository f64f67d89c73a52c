import { describe, expect, it } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../../../src/sandbox/json.ts'
import { applyJsonPatch } from '../../../src/sandbox/json-patch.ts'
import { profiles } from '../../../src/sandbox/profiles.ts'
import { writeJson } from '../../../src/sandbox/write-json.ts'
import { readTranscripts, type Transcript } from '../../recorded/transcript.ts'

const rules = profiles['v26.2.0'].patch

interface Patched {
  readonly name: string
  readonly before: JsonObject
  readonly patch: string
  readonly answer: JsonObject
}

/** Patches of identities whose latest answer shows the document that the patch meets. */
function patchesOf({ scenario, steps }: Transcript): Patched[] {
  const known = new Map<string, JsonObject>()
  return steps.flatMap(({ request, response }, index) => {
    if ('closed' in response || !isJsonObject(response.body)) return []
    const before = known.get(request.path)
    const answer = response.body
    if (response.status < 300 && typeof answer['id'] === 'string') {
      const path = `/admin/identities/${answer['id']}`
      known.set(path, { ...answer, metadata_admin: answer['metadata_admin'] ?? null })
    }
    const decided = response.status === 200 || isPatchRefusal(answer)
    if (request.method !== 'PATCH' || !before || !decided) return []
    const patch = request.text ?? writeJson(request.body ?? null)
    return [{ name: `${scenario} ${index}: ${patch}`, before, patch, answer }]
  })
}

/** Refused by the patch itself, not while the patched document was decoded or validated. */
function isPatchRefusal(answer: JsonObject): boolean {
  const { reason, message } = (answer['error'] ?? {}) as JsonObject
  const isPatch = reason === 'An error occured when applying the JSON patch'
  return isPatch && !/Go struct field|^uuid:|^parsing time/.test(String(message))
}

function messageOf(answer: JsonObject): Json | undefined {
  return (answer['error'] as JsonObject)['message']
}

const patches = readTranscripts('v26.2.0').flatMap(patchesOf)

describe('recorded refusals of patches', () => {
  it.each(patches.filter(({ answer }) => 'error' in answer))('$name', ({ before, patch, answer }) => {
    expect(applyJsonPatch(before, patch, rules)).toEqual({ ok: false, message: messageOf(answer) })
  })
})

describe('recorded patches', () => {
  it.each(patches.filter(({ answer }) => !('error' in answer)))('$name', ({ before, patch, answer }) => {
    const untouched = writeJson(before)
    const result = applyJsonPatch(before, patch, rules)
    if (!result.ok) throw new Error(result.message)
    const { traits = {}, metadata_public = null, metadata_admin } = result.document
    expect({ traits, metadata_public }).toEqual({
      traits: answer['traits'],
      metadata_public: answer['metadata_public'] ?? null,
    })
    if ('metadata_admin' in answer) expect(metadata_admin).toEqual(answer['metadata_admin'])
    expect(writeJson(before)).toBe(untouched)
  })
})
