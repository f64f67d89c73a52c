import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { setUpFolder, writeFirstConfig } from '../../src/cli/init.ts'
import { loadConfig } from '../../src/config/load.ts'
import { connectReadOnly } from '../../src/live/connect.ts'
import { present } from '../../src/model/present.ts'
import { checkDocuments, computePlan } from '../../src/pipeline.ts'
import { serversWith } from '../support/servers.ts'
import { project } from '../support/temp-project.ts'

const person = JSON.parse(readFileSync(new URL('person.schema.json', import.meta.url), 'utf8'))

describe.each(serversWith({ person }))('a first folder on the $name', ({ available, start }) => {
  test.skipIf(!available)('has the schemas of the server, no mistake, and a plan of its example', async () => {
    const server = await start()
    onTestFinished(() => server.stop())
    const { adminUrl, apiKey } = server
    const cwd = project({})
    const target = { kind: 'kratos', adminUrl, target: adminUrl } as const
    const { source, close } = await connectReadOnly({ ...target, ...present({ apiKey }) })
    onTestFinished(close)
    const signal = new AbortController().signal
    const schemas = await source.schemas(signal)

    await writeFirstConfig(
      cwd,
      { workspace: 'acme-1', server: target },
      schemas.map(({ id }) => id),
      'person',
    )
    const { config, diagnostics } = loadConfig({ cwd, variables: {} })
    expect(diagnostics).toEqual([])
    if (config === undefined) return
    await setUpFolder(config, { schemas, hasPeople: false, workspaces: new Set() })

    expect(JSON.parse(readFileSync(join(cwd, 'identities/person.schema.json'), 'utf8'))).toMatchObject({
      properties: person.properties,
    })
    expect(checkDocuments(config, {}).diagnostics).toEqual([])
    const options = { consents: {}, takeOver: [], variables: {}, now: new Date(), signal }
    const planned = await computePlan(config, source, options)
    if (!planned.ok) expect.fail(JSON.stringify(planned.diagnostics))
    expect(planned.plan.diagnostics).toEqual([])
    expect(planned.plan.changes.map(({ action, key }) => [action, key])).toEqual([['create', 'ada']])
  })
})
