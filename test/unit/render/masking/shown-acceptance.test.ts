import { expect, test } from 'vitest'
import { createMasking } from '../../../../src/render/masking/masking.ts'
import { shownAcceptance } from '../../../../src/render/masking/shown-acceptance.ts'

const masking = createMasking(Buffer.from('a key of the tests'))
const at = { file: 'ada.yaml', line: 4, column: 2 }

test('what accept writes is masked as in a plan; notes go', () => {
  const accepted = [
    { path: '/traits/name', at, before: 'Ada', after: 'Ida', sensitive: false, note: 'stands in ada.yaml' },
    { path: '/traits/phone', at, after: '+1', sensitive: true },
    { path: '/metadata_admin/ada', at, before: 1, sensitive: false },
  ]
  const given = { target: 'prod', workspace: 'acme', key: 'ada', origin: at, accepted, notes: ['of ada'] }
  const masked = shownAcceptance({ ...given, diagnostics: [], declared: ['/traits/name', '/traits/phone'] }, masking)
  const place = { ...at, file: masking.file('ada.yaml') }
  const [before, after] = [masking.value('Ada'), masking.value('Ida')]
  expect(masked).toEqual({
    target: 'prod',
    workspace: 'acme',
    key: masking.key('ada'),
    origin: place,
    accepted: [
      { path: '/traits/name', at: place, before, after, sensitive: false, note: '(masked)' },
      { path: '/traits/phone', at: place, after: '(sensitive)', sensitive: true },
      { path: `/metadata_admin/${masking.name('ada')}`, at: place, before: masking.value(1), sensitive: false },
    ],
    notes: ['(masked)'],
    diagnostics: [],
  })
})
