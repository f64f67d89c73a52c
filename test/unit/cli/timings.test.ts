import { expect, test } from 'vitest'
import { createTimings } from '../../../src/cli/timings.ts'

const tables: readonly (readonly [number, string])[] = [
  [
    80,
    `stage                    time     CPU  requests
starting               0.30 s  0.15 s         0
reading documents      0.20 s  0.10 s         0  12 documents in 3 files
listing and comparing  0.40 s  0.20 s         2
writing the result     2.25 s  1.13 s         0
executing              0.10 s  0.05 s         1
all                    3.25 s  1.63 s         3  at most 150 MiB of memory`,
  ],
  [
    60,
    `stage                    time     CPU  requests
starting               0.30 s  0.15 s         0
reading documents      0.20 s  0.10 s         0
  12 documents in 3 files
listing and comparing  0.40 s  0.20 s         2
writing the result     2.25 s  1.13 s         0
executing              0.10 s  0.05 s         1
all                    3.25 s  1.63 s         3
  at most 150 MiB of memory`,
  ],
]

test.each(tables)(
  'in %d columns: the time of each stage, however often it was entered, and its requests',
  (width, table) => {
    const seconds = [0.3, 0.5, 0.9, 2.1, 2.2, 3.25]
    let asked = 0
    const timings = createTimings(() => {
      const milliseconds = (seconds[asked++] ?? 0) * 1000
      return { milliseconds, cpu: milliseconds / 2, peak: 150 * 1024 * 1024 }
    })
    timings.stage('reading')
    timings.about('12 documents in 3 files')
    timings.stage('listing')
    timings.request()
    timings.stage('listing')
    timings.request()
    timings.stage('showing')
    timings.stage('executing')
    timings.request()
    timings.stage('showing')
    expect(timings.table(width)).toBe(table)
  },
)
