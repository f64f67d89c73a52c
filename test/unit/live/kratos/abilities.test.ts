import { describe, expect, test } from 'vitest'
import { abilitiesOf, networkAbilities, releaseOf } from '../../../../src/live/kratos/abilities.ts'
import { createKratos } from '../../../../src/live/kratos/client.ts'
import { findAbilities } from '../../../../src/live/kratos/find-abilities.ts'
import { failureOf, json, kratosError, page, scriptedKratos } from './scripted-kratos.ts'

describe('the release that a version counts as', () => {
  test.each([
    ['v26.2.0', 'v25.4'],
    ['v26.2.0-pre.1+abc', 'v25.4'],
    ['v25.4.0', 'v25.4'],
    ['v1.3.1', 'v1.3'],
    ['1.3.0', 'v1.3'],
    ['v26.3.0', undefined],
    ['v27.1.0', undefined],
    ['master', undefined],
    ['b86338da0', undefined],
  ])('%s: %s', (version, release) => {
    expect(releaseOf(version)).toBe(release)
  })

  test.each(['v1.2.0', 'v1.0.0', 'v0.13.0'])('%s is too old', (version) => {
    expect(() => releaseOf(version)).toThrow(`Kratos ${version} is too old`)
  })
})

test('what a release lacks names the first one that has it', () => {
  expect(abilitiesOf('v1.3', 'Kratos v1.3.1').lacks).toMatchObject({
    external_id: 'Kratos v25.4',
    import_saml: 'Kratos v25.4',
    empty_identifiers: 'Kratos v25.4',
    import_totp: 'a Kratos newer than v26.2',
  })
  expect(Object.keys(abilitiesOf('v25.4', 'Kratos v26.2.0').lacks)).toEqual([
    'import_totp',
    'import_lookup_secret',
    'import_webauthn',
    'import_passkey',
    'extension_members',
  ])
  expect(networkAbilities.lacks).toEqual({})
})

test('v1.3 creates one by one: its answers to a batch name identities that it rolled back', () => {
  expect(abilitiesOf('v1.3', 'Kratos v1.3.1').batchSize).toBe(1)
})

describe('found out at run time', () => {
  const ids = 'ids=00000000-0000-0000-0000-000000000000'
  const refusedToken = () => kratosError(400, 'The request was malformed or contained invalid parameters')
  const refusedType = refusedToken

  test('by the version alone where it says enough', async () => {
    const script = scriptedKratos(json({ version: 'v26.2.0' }))
    const { reads } = script.kratos
    expect(await findAbilities(reads, script.context)).toEqual(abilitiesOf('v25.4', 'Kratos v26.2.0'))
    expect(script.sent).toHaveLength(1)
  })

  const older = 'which behaves like'
  test.each([
    ['v1.3', [refusedToken(), refusedType()], `Kratos "master", ${older} Kratos v1.3`],
    ['v25.4', [refusedToken(), page([]), refusedType()], `Kratos "master", ${older} Kratos v25.4 to v26.2`],
    ['newer', [refusedToken(), page([]), page([])], `Kratos "master", ${older} a Kratos newer than v26.2`],
  ] as const)('a build from source by what it knows: %s', async (release, answers, server) => {
    const script = scriptedKratos(json({ version: 'master' }), ...answers)
    expect(await findAbilities(script.kratos.reads, script.context)).toEqual(abilitiesOf(release, server))
    const probes = script.sent.slice(1)
    expect(new Set(probes.map(({ method }) => method))).toEqual(new Set(['GET']))
    expect(probes[0]?.url.search).toContain('page_token=probe')
    for (const { url } of probes.slice(1)) expect(url.search).toContain(ids)
  })

  test.each([403, 404, 405])('a gateway that answers %i to /version hides it only', async (status) => {
    const script = scriptedKratos(new Response('no', { status }), refusedToken(), refusedType())
    const { server } = await findAbilities(script.kratos.reads, script.context)
    expect(server).toBe(`a Kratos that does not tell its version, ${older} Kratos v1.3`)
  })

  test('what does not check page tokens is older than v1.3', async () => {
    const script = scriptedKratos(json({ version: 'master' }), page([]))
    expect(await failureOf(() => findAbilities(script.kratos.reads, script.context))).toMatchObject({
      message: 'Kratos "master" is too old for idctl',
    })
  })

  const htmlPage = () => new Response('<!DOCTYPE html><html>Sign in</html>', { status: 200 })
  test.each<[string, Response[], string]>([
    ['in the place of the version', [htmlPage()], 'HTML page'],
    ['to everything but a version that says little', [json({ version: 'master' }), htmlPage()], 'HTML page'],
    ['where the version is hidden', [new Response('no', { status: 404 }), htmlPage()], 'HTML page'],
    ['JSON of something else', [json({ version: 'master' }), json({ ok: true })], 'not a list of identities'],
  ])('a page of a proxy says nothing of the age of a server: %s', async (_, answers, message) => {
    const script = scriptedKratos(...answers)
    const failure = await failureOf(() => findAbilities(script.kratos.reads, script.context))
    expect(failure).toMatchObject({ exit: 'unreadable', message: expect.stringContaining(message) })
    expect(String(failure)).not.toMatch(/too old|page after/)
    if (message === 'HTML page') expect(failure).toMatchObject({ hint: expect.stringContaining('kratos.admin_url') })
  })

  test('an answer that is neither stops the run', async () => {
    const script = scriptedKratos(json({ version: 'master' }), new Response('<html>no</html>', { status: 400 }))
    expect(await failureOf(() => findAbilities(script.kratos.reads, script.context))).toMatchObject({
      exit: 'unreadable',
    })
  })

  test('Ory Network is known by its host, and asked nothing', async () => {
    const fetch = async () => Promise.reject(new Error('asked'))
    const { reads } = createKratos({ adminUrl: 'https://slug-1.projects.oryapis.com', fetch })
    expect(await findAbilities(reads, scriptedKratos().context)).toBe(networkAbilities)
  })
})
