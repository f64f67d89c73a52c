import { expect, test } from 'vitest'
import type { Access } from '../../../src/model/plan.ts'
import { renderAccess } from '../../../src/render/human/access.ts'
import { plainStyle } from '../../../src/render/style.ts'

const person = (key: string, file: string, over: Partial<Access>): Access => ({
  key,
  id: `id-${key}`,
  origin: { file, line: 2, column: 1 },
  state: 'active',
  way_in: ['password'],
  not_known: [],
  ...over,
})

const people = [
  person('emp-1', 'engineering/ana.yaml', { display: 'Ana Abel', way_in: ['recovery'], not_known: ['password'] }),
  person('emp-2000', 'tokyo/tanaka.yaml', { display: '田中 太郎', way_in: ['none'] }),
  person('hal@acme.example', 'sales/hal.yaml', { state: 'inactive' }),
]

test('the ways in stand beside key, name and file', () => {
  expect(renderAccess(people, plainStyle)).toBe(`Ways in (3)
  emp-1             Ana Abel   engineering/ana.yaml:2  recovery; perhaps password
  emp-2000          田中 太郎  tokyo/tanaka.yaml:2     none
  hal@acme.example             sales/hal.yaml:2        password; inactive: nobody signs in`)
})

test('where there is no room for them, they stand below', () => {
  expect(renderAccess(people, { ...plainStyle, width: 60, warning: (text) => `<${text}>` })).toBe(`Ways in (3)
  emp-1             Ana Abel   engineering/ana.yaml:2
    recovery; perhaps password
  emp-2000          田中 太郎  tokyo/tanaka.yaml:2
    <none>
  hal@acme.example             sales/hal.yaml:2
    <password; inactive: nobody signs in>`)
})
