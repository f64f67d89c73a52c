import { expect, test } from 'vitest'
import { formatFor } from '../../../src/render/formats.ts'
import { plainStyle } from '../../../src/render/style.ts'

const sheet = { style: plainStyle, readSnippet: () => undefined, detail: 'folded' as const, masked: false }
const human = formatFor('human', (value, show) => show(value))
const json = formatFor('json', (value, show) => show(value))

test('a failure is one document for a machine, and nothing on stdout for people', () => {
  const failure = { exit: 6, name: 'unreadable' as const, message: 'nobody answers', hint: undefined }
  expect(human.failure(failure, sheet)).toBe('')
  const error = { exit: 6, name: 'unreadable', message: 'nobody answers' }
  expect(JSON.parse(json.failure(failure, { ...sheet, masked: true }))).toEqual({
    format_version: 1,
    masked: true,
    error,
  })
})

test('a sandbox says where it serves, with its key only where it has one of its own', () => {
  const urls = { adminUrl: 'http://127.0.0.1:1', publicUrl: 'http://127.0.0.1:2' }
  const lines = 'admin API:        http://127.0.0.1:1\nidentity schemas: http://127.0.0.1:2\n'
  expect(human.sandbox(urls, sheet)).toBe(lines)
  expect(human.sandbox({ ...urls, apiKey: 'k' }, sheet)).toBe(`${lines}API key:          k\n`)
  const line = '{"admin_url":"http://127.0.0.1:1","public_url":"http://127.0.0.1:2"'
  expect(json.sandbox(urls, sheet)).toBe(`${line}}\n`)
  expect(json.sandbox({ ...urls, apiKey: 'k' }, sheet)).toBe(`${line},"api_key":"k"}\n`)
})
