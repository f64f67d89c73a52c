import { expect, test } from 'vitest'
import type { Questions } from '../../../src/cli/ask.ts'
import { initAnswers as answersTo, type InitChoice } from '../../../src/cli/init-answers.ts'

const context = { cwd: '/home/ada/Acme Corp', env: {}, random: () => 0 }

/** Every server answers, and no workspace is taken. */
const fine = { server: async () => undefined, workspace: () => undefined }
const initAnswers = (choice: InitChoice, at: Parameters<typeof answersTo>[1], questions: Questions | undefined) =>
  answersTo(choice, at, questions, fine)

/** A person who answers in this order; `''` takes what is offered. */
function person(...answers: readonly string[]): Questions & { readonly asked: string[]; readonly problems: string[] } {
  const rest = [...answers]
  const asked: string[] = []
  const problems: string[] = []
  return {
    asked,
    problems,
    async text(question, fallback, problemOf) {
      asked.push(question)
      for (;;) {
        const answer = rest.shift() || fallback
        const problem = await problemOf(answer)
        if (problem === undefined) return answer
        problems.push(problem)
      }
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

test('an answer that does not do is asked again, and the others stay', async () => {
  const questions = person(
    'kratos',
    'kratos:4434',
    'http://127.0.0.1:1',
    'http://127.0.0.1:2',
    'Acme corp!',
    'acme',
    'acme-2',
  )
  const answers = await answersTo({}, context, questions, {
    server: async ({ adminUrl }) => (adminUrl.endsWith(':1') ? 'nobody answers' : undefined),
    workspace: (name) => (name === 'acme' ? 'it is taken' : undefined),
  })
  expect(answers).toMatchObject({ workspace: 'acme-2', server: { adminUrl: 'http://127.0.0.1:2' } })
  expect(questions.asked).toEqual(['Where are the people?', 'The admin API', 'A name for who manages these people'])
  expect(questions.problems).toEqual([
    expect.stringMatching(/^It must start with http/),
    'nobody answers',
    expect.any(String),
    'it is taken',
  ])
})

test('what flags say is not tried here: it is an error of the command', async () => {
  const never = async () => expect.fail('asked')
  const flags = { 'admin-url': 'http://127.0.0.1:1', workspace: 'acme' }
  const checks = { server: never, workspace: () => expect.fail('asked') }
  expect(await answersTo(flags, context, person(), checks)).toMatchObject({ workspace: 'acme' })
})
