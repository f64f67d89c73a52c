import { chmodSync, mkdirSync, readFileSync, realpathSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readBaselineFile, writeBaselineFile } from '../../../src/cli/baseline-file.ts'
import { checkAcceptance, completeAcceptance } from '../../../src/cli/drift-acceptance.ts'
import { driftExit } from '../../../src/cli/exit-codes.ts'
import { shown } from '../../support/config.ts'
import { judged } from '../../support/drift.ts'
import { project } from '../../support/temp-project.ts'
import { fieldOf, planOf, updateOf } from '../render/fixtures.ts'

const today = '2026-06-01'
const whole = { owner: 'ann', reason: 'r', expires: today }
const empty = 'version: 1\naccepted: []\n'
const atOnce = async <T>(read: () => T): Promise<T> => read()

describe('who accepts drift, why and until when', () => {
  test.each([
    [{ owner: ' ' }, '--owner is empty'],
    [{ reason: '' }, '--reason is empty'],
    [{ expires: '2026-6-1' }, '--expires is not a date'],
    [{ expires: '2027-02-29' }, '--expires is not a date'],
    [{ expires: '2026-05-31' }, '--expires: 2026-05-31 is in the past'],
  ])('%j is wrong usage', (choice, message) => {
    expect(() => checkAcceptance(choice, today)).toThrow(expect.objectContaining({ exit: 'usage', message }))
  })

  test('today is not over, and nothing given is nothing wrong', () => {
    checkAcceptance(whole, today)
    checkAcceptance({}, today)
    expect(completeAcceptance(whole, 1)).toEqual(whole)
  })

  test('what is missing is named, with what there is to accept', () => {
    expect(() => completeAcceptance({ reason: 'r' }, 2)).toThrow(
      expect.objectContaining({
        exit: 'usage',
        message: 'there are 2 differences to accept, and --owner and --expires are missing',
      }),
    )
    expect(() => completeAcceptance({ owner: 'o', reason: 'r' }, 1)).toThrow(
      'there is 1 difference to accept, and --expires is missing',
    )
  })
})

describe('the baseline file', () => {
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
  const read = (root: string, given = 'b.yaml', mayBeNew = false) =>
    readBaselineFile(given, { cwd: root, root }, mayBeNew, atOnce)

  test('that is not there is an error that says how to make one; with --write-baseline it is empty', async () => {
    const root = project({})
    await expect(read(root)).rejects.toMatchObject({ exit: 'invalid', hint: /--write-baseline makes one/ })
    expect(await read(root, 'b.yaml', true)).toMatchObject({ entries: [], diagnostics: [] })
    await expect(read(root, '', true)).rejects.toMatchObject({
      exit: 'usage',
      message: 'the path of --baseline is empty',
    })
  })

  test('that is a folder, or of bytes that are no text, is an error', async () => {
    const root = project({ 'd/x': '', 'b.yaml': new Uint8Array([0xff, 0xfe]) })
    await expect(read(root, 'd', true)).rejects.toMatchObject({ exit: 'invalid', message: /no regular file/ })
    await expect(read(root, 'b.yaml/x', true)).rejects.toMatchObject({ exit: 'invalid', message: /ENOTDIR/ })
    expect(shown((await read(root)).diagnostics)).toEqual(['IDC201 b.yaml:1:1 this file is not valid UTF-8'])
  })

  test('is parsed where a signal can end it', async () => {
    const root = project({ 'b.yaml': '[' })
    let parsed: unknown
    const file = await readBaselineFile('b.yaml', { cwd: root, root }, false, async (parse) => {
      const result = parse()
      parsed = result
      return result
    })
    expect(parsed).toMatchObject({ diagnostics: file.diagnostics })
    expect(file.diagnostics).toHaveLength(1)
  })

  test('is named from the folder of idctl.yaml, and as given outside of it', async () => {
    const root = project({ 'ops/b.yaml': empty })
    expect((await readBaselineFile('b.yaml', { cwd: join(root, 'ops'), root }, false, atOnce)).name).toBe('ops/b.yaml')
    expect(
      (await readBaselineFile('../b.yaml', { cwd: join(root, 'ops'), root: join(root, 'elsewhere') }, true, atOnce))
        .name,
    ).toBe('../b.yaml')
  })

  test('is made readable by its owner only; one that is there keeps its mode, and a link stays a link', async () => {
    const root = project({ 'old.yaml': empty })
    const fresh = await read(root, 'b.yaml', true)
    await writeBaselineFile(fresh, empty)
    expect([readFileSync(fresh.path, 'utf8'), mode(fresh.path)]).toEqual([empty, '600'])
    chmodSync(join(root, 'old.yaml'), 0o664)
    symlinkSync('old.yaml', join(root, 'link.yaml'))
    const link = await read(root, 'link.yaml')
    await writeBaselineFile(link, `# new\n${empty}`)
    expect(realpathSync(link.path)).toBe(realpathSync(join(root, 'old.yaml')))
    expect([readFileSync(join(root, 'old.yaml'), 'utf8'), mode(join(root, 'old.yaml'))]).toEqual([
      `# new\n${empty}`,
      '664',
    ])
  })

  test('that cannot be written is an error, and stays as it was', async () => {
    const root = project({})
    const nowhere = await read(root, 'nowhere/b.yaml', true)
    await expect(writeBaselineFile(nowhere, empty)).rejects.toMatchObject({ exit: 'error', message: /\(ENOENT\)/ })
    mkdirSync(join(root, 'folder.yaml'))
    const folder = { ...nowhere, path: join(root, 'folder.yaml') }
    await expect(writeBaselineFile(folder, empty)).rejects.toMatchObject({ exit: 'error' })
  })
})

describe('the exit', () => {
  const drifted = planOf([updateOf('ada', { fields: [fieldOf('/traits/x', { cause: 'drift' })] })])
  const observed = planOf([
    { ...updateOf('ada'), action: 'none', observed: [fieldOf('/traits/x', { cause: 'drift' })] },
  ])

  test('is 2 on drift, and on observed differences when asked', () => {
    expect(driftExit(judged(drifted))).toBe('differs')
    expect(driftExit(judged(observed))).toBe('ok')
    expect(driftExit(judged(observed, { includeObserved: true }))).toBe('differs')
    expect(driftExit(judged(planOf([updateOf('bob')])))).toBe('ok')
  })
})
