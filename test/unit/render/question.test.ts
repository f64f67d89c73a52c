import { describe, expect, test } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import { applyQuestion } from '../../../src/render/human/question.ts'
import { planOf, updateOf } from './fixtures.ts'

const server = { url: 'https://kratos-admin.internal', isSandbox: false }
const blocked = { code: 'protected', reason: 'it is protected' } as const

describe('the question before an apply', () => {
  test('says where, how many of what, and what stays', () => {
    const plan = planOf([], { summary: { create: 30, adopt: 27, blocked: 23, unchanged: 9, unmanaged: 4 } })
    expect(applyQuestion(plan, server)).toEqual({
      text: 'Apply to prod (https://kratos-admin.internal): 30 to create, 27 to adopt; 23 blocked stay. Go on?',
    })
  })

  test('names a server once where its URL is its name', () => {
    const plan = planOf([], { target: server.url, summary: { update: 1, blocked: 1 } })
    expect(applyQuestion(plan, server)).toEqual({
      text: 'Apply to https://kratos-admin.internal: 1 to update; 1 blocked stays. Go on?',
    })
  })

  test('wants the number of deletions', () => {
    const plan = planOf([], { summary: { release: 2, disable: 1, delete: 4 } })
    expect(applyQuestion(plan, server)).toEqual({
      text:
        'Apply to prod (https://kratos-admin.internal): 2 to release, 1 to disable, 4 to delete.\n' +
        '  This deletes 4 accounts for good. Type 4 to go on:',
      number: 4,
    })
    expect(applyQuestion(planOf([], { summary: { delete: 1 } }), server)).toMatchObject({
      text: expect.stringContaining('This deletes 1 account for good. Type 1 to go on:'),
      number: 1,
    })
  })

  test('wants a yes for the deletions in a sandbox, which are nobody', () => {
    const plan = planOf([], { target: 'sandbox:.idctl/sandbox.json', summary: { delete: 4 } })
    expect(applyQuestion(plan, { isSandbox: true })).toEqual({
      text: 'Apply to sandbox:.idctl/sandbox.json: 4 to delete. Go on?',
    })
  })

  test('counts what happens to people whose change is blocked', () => {
    const changes: Change[] = [
      updateOf('ada', { blocked: { ...blocked, still: 'revoke_sessions' } }),
      updateOf('bo', { blocked }),
    ]
    expect(applyQuestion(planOf(changes, { summary: { blocked: 2 } }), server)).toEqual({
      text: 'Apply to prod (https://kratos-admin.internal): 1 blocked to lose its sessions; 1 blocked stays. Go on?',
    })
  })

  test('shows no sign that a terminal would obey', () => {
    const plan = planOf([], { target: 'prod\u001b[2J\nPlan', summary: { create: 1 } })
    const { text } = applyQuestion(plan, server)
    expect(text).not.toContain('\u001b')
    expect(text).not.toContain('\n')
  })
})
