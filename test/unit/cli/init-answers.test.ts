import { expect, test } from 'vitest'
import type { Questions } from '../../../src/cli/ask.ts'
import { initAnswers } from '../../../src/cli/init-answers.ts'

const context = { cwd: '/home/ada/Acme Corp', env: {}, random: () => 0 }

/** A person who answers in this order; `''` takes what is offered. */
function person(...answers: readonly string[]): Questions & { readonly asked: string[] } {
  const rest = [...answers]
  const asked: string[] = []
  return {
    asked,
    async text(question, fallback, problemOf) {
      asked.push(question)
      const answer = rest.shift() || fallback
      expect(problemOf(answer)).toBeUndefined()
      return answer
    },
    async choice(question) {
      asked.push(question)
      return rest.shift() as never
    },
  }
}

test('a person says where Kratos is, and takes the name that is offered', async () => {
  const answers = await initAnswers({}, context, person('kratos', 'http://kratos.internal:4434/admin/', ''))
  expect(answers).toEqual({
    workspace: 'acme-corp-aaaa',
    server: { kind: 'kratos', adminUrl: 'http://kratos.internal:4434', target: 'http://kratos.internal:4434' },
  })
})

test('a person without a server gets the sandbox', async () => {
  const answers = await initAnswers({}, context, person('sandbox', 'mine'))
  expect(answers).toEqual({ workspace: 'mine', server: { kind: 'sandbox', file: '.idctl/sandbox.json' } })
})

test('what flags and variables say is not asked', async () => {
  const flags = { 'public-url': 'https://example.com/', workspace: 'acme' }
  const env = { IDCTL_ADMIN_URL: 'https://example.com', IDCTL_API_KEY: 'ory_pat_x' }
  const questions = person()
  const { server, keyVariable } = await initAnswers(flags, { ...context, env }, questions)
  expect(questions.asked).toEqual([])
  expect(server).toMatchObject({
    adminUrl: 'https://example.com',
    publicUrl: 'https://example.com',
    apiKey: 'ory_pat_x',
  })
  expect(keyVariable).toBe('IDCTL_API_KEY')
})

test('--yes asks nobody, also where somebody could answer', async () => {
  const questions = person()
  const answers = await initAnswers({ yes: true, sandbox: 'people.json' }, context, questions)
  expect([answers.server, questions.asked]).toEqual([{ kind: 'sandbox', file: 'people.json' }, []])
})

test('a key that is none is refused, and not shown', async () => {
  const env = { IDCTL_API_KEY: 'CANARY key' }
  const answers = initAnswers({ yes: true, 'admin-url': 'http://x' }, { ...context, env }, undefined)
  await expect(answers).rejects.toMatchObject({ exit: 'usage', message: expect.not.stringContaining('CANARY') })
})
