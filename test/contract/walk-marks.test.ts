import { describe } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { serversWith } from '../support/servers.ts'
import { walkSchemas } from './attribute-schemas.ts'
import { type Stage, walksOn } from './walk.ts'
import { ann, ben, both, called, cyd, person, unmoved } from './walk-people.ts'

describe.each(serversWith(walkSchemas))('marks that are lost or somebody else’s, on the $name', (choice) => {
  const walk = walksOn(choice)

  const restored = async ({ restore }: Stage) => restore()
  const changed = { ...both, 'ann.yaml': person('ann@', 'Ann Cole') }

  walk('restored under new ids, never written since the creation: everybody is found', both, [
    { live: restored, rows: [] },
    { folder: changed, rows: ['update ann@'] },
  ])

  walk(
    'restored under new ids, written since: held, until they are bound again',
    { ...both, 'cyd.yaml': called(cyd, 'cyd') },
    [
      {
        folder: { ...changed, 'cyd.yaml': called(person('cyd@', 'Cyd Baker'), 'cyd') },
        rows: ['update ann@', 'update cyd (cyd@)'],
      },
      {
        live: restored,
        rows: [
          'x none ann@: copied-mark',
          'x none ann@: copied-mark',
          'x none cyd (cyd@): copied-mark',
          'x none cyd: copied-mark',
        ],
        exit: 'incomplete',
      },
      {
        options: ({ expand }) => ({
          named: { command: 'adopt', keys: expand(['ann@', 'ben@', 'cyd']), rebind: true },
        }),
        rows: ['update ann@', 'update cyd (cyd@)'],
      },
    ],
  )

  walk(
    'restored under new ids, and the address changed at once: nobody is made twice, and `adopt --id` answers',
    both,
    [
      { folder: changed, rows: ['update ann@'] },
      {
        live: restored,
        folder: { ...both, 'ann.yaml': person('new@', 'Ann Cole') },
        rows: ['x create new@: held', 'x none ann@: copied-mark'],
        exit: 'incomplete',
      },
      {
        options: ({ id, expand }) => ({ named: { command: 'adopt', ids: [id('ann@')], key: expand('new@') } }),
        rows: ['adopt new@ (ann@)'],
        left: ['update new@ (ann@)'],
      },
      { rows: ['update new@ (ann@)'], accounts: { 'new@': 'ann@', 'ben@': 'ben@' } },
    ],
  )

  const wiped = async ({ world, id }: Stage) => {
    const { body } = await world.request('GET', `/identities/${id('ann@')}`)
    const { schema_id = '', traits = {}, state = '' } = body as JsonObject
    await world.request('PUT', `/identities/${id('ann@')}`, { schema_id, traits, state })
  }
  const strange = { 'ann@': 'ann@, not ours', 'ben@': 'ben@' }

  walk('wiped by the PUT of another tool: nobody is made twice, and a verified address is enough', both, [
    { live: wiped, rows: ['x adopt ann@: adoption'], exit: 'incomplete', accounts: strange },
    { live: ({ verify }) => verify('ann@'), rows: ['adopt ann@'], accounts: unmoved },
  ])

  walk('wiped by the PUT of another tool: `adopt` is enough', { ...both, 'ann.yaml': called(ann, 'ann') }, [
    {
      live: wiped,
      options: { named: { command: 'adopt', keys: ['ann'] } },
      rows: ['adopt ann (ann@)'],
      accounts: unmoved,
    },
  ])

  walk('wiped, and a newcomer has the verified address: the account is not theirs', both, [
    {
      live: async (stage) => {
        await wiped(stage)
        await stage.verify('ann@')
      },
      folder: { 'ben.yaml': ben, 'cyd.yaml': person('ann@', 'Cyd Cole') },
      rows: ['x adopt ann@: adoption'],
      exit: 'incomplete',
      accounts: strange,
    },
  ])

  walk('wiped, and its person leaves: it is nobody of ours, and stays', both, [
    { live: wiped, folder: { 'ben.yaml': ben }, rows: [], accounts: strange },
  ])

  const theirs =
    (more: JsonObject) =>
    async ({ world, expand }: Stage) => {
      const mark = { v: 1, workspace: 'another', key: 'cyd', origin: 'cyd.yaml', made: 'created', fields: {} }
      const identity = { ...cyd, ...more, schema_id: 'person', metadata_admin: { idctl: mark } }
      await world.request('POST', '/identities', expand(identity))
    }
  const foreign = { ...unmoved, 'cyd@': 'cyd@, not ours' }

  walk('of another workspace: untouched, until it is taken over by name', both, [
    { live: theirs({}), rows: [] },
    { folder: { ...both, 'cyd.yaml': cyd }, rows: ['x none cyd@: foreign'], exit: 'incomplete' },
    {
      options: ({ expand }) => ({ takeOver: [expand('cyd@')] }),
      rows: ['adopt cyd@'],
      accounts: { ...unmoved, 'cyd@': 'cyd@' },
    },
  ])

  walk(
    'of another workspace, claimed by external_id: an error, until it is taken over by name',
    both,
    [
      {
        live: theirs({ external_id: 'emp1-' }),
        folder: { ...both, 'cyd.yaml': { ...person('new@', 'Cyd Cole'), external_id: 'emp1-' } },
        rows: [],
        errors: ['IDC504'],
        exit: 'invalid',
        accounts: foreign,
      },
      {
        options: ({ expand }) => ({ takeOver: [expand('emp1-')] }),
        rows: ['adopt emp1- (cyd@)'],
        accounts: { ...unmoved, 'new@': 'cyd@' },
      },
    ],
    { needs: ['external_id'] },
  )
})
