import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isIpv6 } from '../../../src/go/ip.ts'

const group = fc.constantFrom('', '0', 'ffff', '1F', '12345', 'g', '1.2.3.4', '1.2.3.256', '01.2.3.4')
const text = fc.array(group, { maxLength: 10 }).map((groups) => groups.join(':'))

test('an IPv6 address is what Node takes for one', () => {
  fc.assert(
    fc.property(fc.oneof(text, fc.ipV6()), (address) => {
      expect(isIpv6(address), address).toBe(isIPv6(address))
    }),
    { numRuns: 2000 },
  )
})
