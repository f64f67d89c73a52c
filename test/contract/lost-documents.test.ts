import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { failureOf } from '../../src/cli/failure.ts'
import type { Diagnostic } from '../../src/index.ts'
import { commit, git, gitVariables, hasGit, initRepository } from '../support/git.ts'
import { servers } from '../support/servers.ts'
import { storiesOn } from '../support/story.ts'
import { expectNothingToDo, steps, type World } from '../support/world.ts'

describe.each(servers)('a document that nobody deleted, on the $name', (choice) => {
  const story = storiesOn(choice)

  const document = (world: World, name: string) => `traits: { email: ${world.email(name)} }\nidctl: { key: ${name} }\n`

  /** `sales/ada` by name, and somebody who stays. */
  async function people(world: World, ...files: string[]): Promise<void> {
    for (const file of [...files, 'stays.yaml']) {
      world.write(file, document(world, file.replace(/^.*\//, '').replace(/\..*$/, '')))
    }
    expect((await world.apply()).report.counts).toMatchObject({ done: files.length + 1, failed: 0 })
  }

  const at = (world: World, path: string) => join(world.root, 'identities', path)
  const told = (diagnostics: readonly Diagnostic[]) =>
    diagnostics.map(({ severity, code, at: place }) => `${severity} ${code} ${place?.file}`)

  /** Nobody goes, and the message names the place. */
  async function expectStopped(world: World, expected: string): Promise<readonly Diagnostic[]> {
    const mistakes = await world.mistakes({ consents: { removals: 99 } })
    expect(told(mistakes)).toEqual([expected])
    return mistakes
  }

  story('a file that was cut to nothing deletes nobody; a deleted one does', async (world) => {
    await people(world, 'ada.yaml')
    for (const text of ['', '# external_id: ada\n', '---\n', '[]']) {
      world.write('ada.yaml', text)
      const [mistake] = await expectStopped(world, 'error IDC225 identities/ada.yaml')
      expect(mistake?.summary).toContain('"ada" came from it')
    }
    world.remove('ada.yaml')
    world.write('nobody.yaml', '# for later\n')
    const { plan, report } = await world.apply({ removals: 1 })
    expect(told(plan.diagnostics)).toEqual(['warning IDC225 identities/nobody.yaml'])
    expect(report.counts).toMatchObject({ done: 1, failed: 0 })
    expect(await world.find(world.email('ada'))).toBeUndefined()
    await expectNothingToDo(world)
  })

  story('an empty file whose person is elsewhere now is worth a word only', async (world) => {
    await people(world, 'ada.yaml')
    world.write('team.yaml', document(world, 'ada'))
    world.write('ada.yaml', '# moved to team.yaml\n')
    const plan = await world.plan()
    expect(told(plan.diagnostics)).toEqual(['warning IDC225 identities/ada.yaml'])
    expect(steps(plan).filter((step) => !step.startsWith('update'))).toEqual([])
  })

  story('a folder that is skipped by its name now deletes nobody', async (world) => {
    await people(world, 'sales/ada.yaml', 'sales/emea/bob.yaml')
    for (const name of ['_sales', '.sales']) {
      renameSync(at(world, 'sales'), at(world, name))
      const [mistake] = await expectStopped(world, `error IDC226 identities/${name}`)
      expect(mistake).toMatchObject({
        summary: expect.stringContaining('"ada" and "bob" came from it'),
        hint: expect.stringContaining('name it "sales" again'),
      })
      renameSync(at(world, name), at(world, 'sales'))
    }
    await expectNothingToDo(world)
    renameSync(at(world, 'sales/ada.yaml'), at(world, 'sales/ada.yaml.off'))
    await expectStopped(world, 'error IDC226 identities/sales/ada.yaml.off')
    rmSync(at(world, 'sales/ada.yaml.off'))
    expect((await world.apply({ removals: 1 })).plan.diagnostics).toEqual([])
  })

  story('a folder that idctl.yaml no longer names deletes nobody', async (world) => {
    await people(world, 'ada.yaml')
    mkdirSync(join(world.root, 'staff'))
    renameSync(at(world, 'stays.yaml'), join(world.root, 'staff', 'stays.yaml'))
    const settings = join(world.root, 'idctl.yaml')
    writeFileSync(settings, readFileSync(settings, 'utf8').replace('identities: identities', 'identities: staff'))
    await expectStopped(world, 'error IDC226 identities/ada.yaml')
  })

  story('a link that was checked out as a text deletes nobody', async (world) => {
    world.write('_shared/team/ada.yaml', document(world, 'ada'))
    symlinkSync('_shared/team', at(world, 'team'))
    world.write('stays.yaml', document(world, 'stays'))
    expect((await world.apply()).report.counts).toMatchObject({ done: 2, failed: 0 })
    rmSync(at(world, 'team'))
    writeFileSync(at(world, 'team'), '_shared/team')
    await expectStopped(world, 'error IDC226 identities/team')
  })

  story('an empty folder, and what a merge left behind, are said', async (world) => {
    await people(world, 'sales/ada.yaml', 'bob.yaml')
    rmSync(at(world, 'sales/ada.yaml'))
    renameSync(at(world, 'bob.yaml'), at(world, 'bob.yaml.orig'))
    const plan = await world.plan()
    expect(told(plan.diagnostics)).toEqual([
      'warning IDC226 identities/bob.yaml.orig',
      'warning IDC226 identities/sales',
    ])
    expect(steps(plan)).toEqual(['delete ada', 'delete bob'])
  })

  story('stopping to manage somebody is not stopped by any of it', async (world) => {
    await people(world, 'ada.yaml')
    renameSync(at(world, 'ada.yaml'), at(world, '_ada.yaml'))
    const plan = await world.plan({ named: { command: 'release', keys: ['ada'] } })
    expect(plan.diagnostics).toEqual([])
    expect(steps(plan)).toEqual(['release ada'])
  })

  story('a folder that is lost at once is named where the guard refuses', async (world) => {
    await people(world, 'sales/ada.yaml', 'sales/bob.yaml', 'sales/cleo.yaml', 'sales/dora.yaml')
    rmSync(at(world, 'sales'), { recursive: true })
    const plan = await world.plan()
    expect(plan.guards[0]).toMatchObject({
      ...{ guard: 'removals', count: 4, limit: 3, tripped: true },
      lost_places: [{ place: 'identities/sales', people: 4 }],
    })
    const refusal: unknown = await world.applyFile(await world.saveAs(plan)).catch((error: unknown) => error)
    expect(failureOf(refusal).message).toContain('It takes all 4 of identities/sales at once')
    expect(failureOf(refusal, { masked: true }).message).not.toContain('sales')
  })

  if (hasGit) {
    story(
      'a sparse checkout deletes nobody',
      async (world) => {
        initRepository(world.root)
        await people(world, 'sales/ada.yaml', 'dev/bob.yaml')
        commit(world.root, {})
        git(world.root, 'sparse-checkout', 'set', 'identities/dev')
        await expectStopped(world, 'error IDC226 identities/sales/ada.yaml')
        git(world.root, 'sparse-checkout', 'disable')
        await expectNothingToDo(world)
      },
      { variables: gitVariables },
    )
  }
})
