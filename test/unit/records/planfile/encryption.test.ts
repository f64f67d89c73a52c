import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from 'age-encryption'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Plan } from '../../../../src/model/plan.ts'
import { cipherFor, decryptPlan } from '../../../../src/records/planfile/encryption.ts'
import { openPlanFile, readPlan } from '../../../../src/records/planfile/read.ts'
import { writePlanFile } from '../../../../src/records/planfile/write.ts'
import { plan as anyPlan } from '../../../support/arbitrary-plan.ts'
import { project } from '../../../support/temp-project.ts'

const made = { idctl_version: '0.0.0-test', made_at: new Date('2026-03-01T12:00:00Z') }
let ours = ''
let colleague = ''
let stranger = ''
beforeAll(async () => {
  ours = await generateX25519Identity()
  colleague = await generateHybridIdentity()
  stranger = await generateX25519Identity()
})

async function encrypted(plan: Plan): Promise<string> {
  const path = join(project({}), 'p.plan')
  const recipients = [await identityToRecipient(ours), await identityToRecipient(colleague)]
  await writePlanFile(path, plan, { ...made, cipher: cipherFor(recipients) })
  return path
}

async function opened(path: string, keys: string): Promise<Plan> {
  const handle = await decryptPlan(path, keys, tmpdir())
  try {
    return await readPlan(handle)
  } finally {
    await handle.close()
  }
}

const [somePlan] = fc.sample(anyPlan, { numRuns: 1, seed: 7 }) as [Plan]

describe('an encrypted plan', () => {
  test('says to each of its recipients what the plain one says', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan, async (plan) => {
        const plain = join(project({}), 'p.plan')
        await writePlanFile(plain, plan, made)
        const path = await encrypted(plan)
        const keys = `# created: today\n# public key: age1…\n\n${stranger}\n${ours}\r\n`
        expect(await opened(path, keys)).toEqual(await readPlan(plain))
        expect(await opened(path, colleague)).toEqual(await readPlan(plain))
      }),
      { numRuns: 10 },
    )
  })

  test('shows nothing of anybody to others', async () => {
    const path = await encrypted({ ...somePlan, workspace: 'canary-workspace' })
    expect(readFileSync(path, 'latin1')).not.toContain('canary-workspace')
    await expect(opened(path, stranger)).rejects.toMatchObject({
      exit: 'refused',
      message: expect.stringContaining('no key in the file of --decrypt-with opens it'),
    })
    await expect(openPlanFile(path)).rejects.toMatchObject({
      exit: 'refused',
      message: expect.stringContaining('it is encrypted'),
      hint: expect.stringContaining('--decrypt-with'),
    })
  })

  test('is refused when a byte of it is another one, or its end is missing', async () => {
    const whole = readFileSync(await encrypted(somePlan))
    const path = join(project({}), 'p.plan')
    for (let at = 0; at < whole.length; at += Math.max(1, Math.floor(whole.length / 60))) {
      const spoiled = Buffer.from(whole)
      spoiled[at] = (spoiled[at] ?? 0) ^ 1
      writeFileSync(path, spoiled)
      await expect(opened(path, ours), `byte ${at}`).rejects.toMatchObject({ exit: 'refused' })
      writeFileSync(path, whole)
      truncateSync(path, at)
      await expect(opened(path, ours), `cut at ${at}`).rejects.toMatchObject({ exit: 'refused' })
    }
  })

  test('is what somebody asks for who names a key: not a plain one in its place', async () => {
    const path = join(project({}), 'p.plan')
    await writePlanFile(path, somePlan, made)
    await expect(opened(path, ours)).rejects.toMatchObject({
      exit: 'refused',
      message: expect.stringContaining('it is not encrypted'),
    })
  })

  test('cannot be read where there is none', async () => {
    await expect(opened(join(project({}), 'no.plan'), ours)).rejects.toMatchObject({ exit: 'error' })
    await expect(opened(project({}), ours)).rejects.toMatchObject({ exit: 'error' })
  })

  test('needs keys, and no error repeats one', async () => {
    const path = await encrypted(somePlan)
    await expect(opened(path, '# nothing\n')).rejects.toMatchObject({ exit: 'usage' })
    const cut = opened(path, `${ours.slice(0, -1)}\n`)
    await expect(cut).rejects.toMatchObject({ exit: 'usage', message: expect.stringContaining('line 1') })
    await expect(cut).rejects.not.toMatchObject({ message: expect.stringContaining(ours.slice(20, 40)) })
  })

  test.each(['age1', '', 'ada', 'age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq', 'ssh-ed25519 AAAA'])(
    'is made for recipients only: %j',
    (recipient) => {
      expect(() => cipherFor([recipient])).toThrow('is no recipient of age')
    },
  )

  test('is made for no secret key, and that is not repeated', () => {
    expect(() => cipherFor([ours])).toThrow(/^a value of --encrypt-to is no recipient of age$/)
  })
})
