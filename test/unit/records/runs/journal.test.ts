import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../../../src/model/report.ts'
import { createJournal, type JournalOptions } from '../../../../src/records/runs/journal.ts'
import type { JournalFile } from '../../../../src/records/runs/journal-file.ts'

const header = {
  run: '20261124T143000.123Z-1a2b3c',
  idctl_version: '1.0.0',
  command: 'apply',
  target: 'prod',
  workspace: 'acme',
  started_at: '2026-11-24T14:30:00.123Z',
}
const at = '2026-11-24T14:30:01.000Z'
const id = '00000000-0000-4000-8000-000000000001'

/** A disk that is full while `full` says so; it takes what still fits first, as a real one does. */
class Disk implements JournalFile {
  text = ''
  readonly synced: number[] = []
  closed = false
  full = false
  room = 0

  append(text: string): void {
    if (!this.full) {
      this.text += text
      return
    }
    this.text += text.slice(0, this.room)
    this.room = 0
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  }

  sync(): void {
    if (this.full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    this.synced.push(this.text.length)
  }

  close(): void {
    this.closed = true
  }

  get records(): object[] {
    return this.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
  }
}

function journalOn(disk: Disk, more: Partial<JournalOptions> = {}) {
  const problems: string[] = []
  const options = { now: () => new Date(at), onProblem: (code: string) => problems.push(code), ...more }
  return { log: createJournal(disk, header, options), problems }
}

const failed: Outcome = {
  key: 'ada',
  action: 'update',
  id,
  origin: { file: 'people.yaml', line: 1, column: 1 },
  outcome: 'failed',
  code: 'refused',
  reason: 'CANARY: "ada@example.com" is no phone number',
  hint: 'CANARY',
  paths: ['/traits/CANARY'],
  request_id: 'r-1',
}

test('a server that went away stands in the end of the journal, and nothing else of any reason', () => {
  const disk = new Disk()
  const { log } = journalOn(disk)
  log.outcome(failed)
  log.end('incomplete', 'http://127.0.0.1:1: connection refused since 14:30:00 UTC (tried for 9 s)')
  expect(disk.records.at(-1)).toEqual({
    record: 'end',
    at,
    exit: 'incomplete',
    why: 'http://127.0.0.1:1: connection refused since 14:30:00 UTC (tried for 9 s)',
  })
})

describe('the journal of a run', () => {
  test('has a header, what starts and ends, interrupts and an end; keys, ids, places and codes, no reason and no value', () => {
    const disk = new Disk()
    const { log } = journalOn(disk)
    log.start({ key: 'ada', action: 'update', id })
    log.start({ key: 'new', action: 'create' })
    log.start({ key: 'bob', action: 'update', disables: true })
    log.interrupted('stop')
    log.outcome(failed)
    log.interrupted('abort')
    log.end('interrupted')
    expect(disk.records).toEqual([
      { record: 'header', format: 'idctl-run', format_version: 1, ...header },
      { record: 'start', at, key: 'ada', action: 'update', id },
      { record: 'start', at, key: 'new', action: 'create' },
      { record: 'start', at, key: 'bob', action: 'update', disables: true },
      { record: 'interrupted', at, level: 'stop' },
      {
        record: 'outcome',
        at,
        key: 'ada',
        action: 'update',
        id,
        outcome: 'failed',
        origin: { file: 'people.yaml', line: 1, column: 1 },
        code: 'refused',
        request_id: 'r-1',
      },
      { record: 'interrupted', at, level: 'abort' },
      { record: 'end', at, exit: 'interrupted' },
    ])
    expect(disk.text).not.toContain('CANARY')
  })

  test('each record is written before the next thing happens; header and end are on the disk', () => {
    const disk = new Disk()
    const { log } = journalOn(disk)
    const beginning = disk.text.length
    log.start({ key: 'ada', action: 'update', id })
    expect(disk.text).toContain('"start"')
    log.end('ok')
    expect(disk.synced).toEqual([beginning, disk.text.length])
    expect(disk.closed).toBe(true)
  })

  test.each(['with spaces', 'x'.repeat(65), 'ada@example.com', '\u001b[2J', ''])(
    'a request id that is none is left out: %j',
    (text) => {
      const disk = new Disk()
      journalOn(disk).log.outcome({ ...failed, request_id: text })
      expect(disk.records[1]).not.toHaveProperty('request_id')
    },
  )

  test('keys and ids may stand under other names', () => {
    const disk = new Disk()
    const names = { key: (key: string) => `k:${key.length}`, id: () => 'i', file: () => 'f' }
    const { log } = journalOn(disk, { names })
    log.start({ key: 'ada', action: 'update', id })
    log.outcome(failed)
    expect(disk.text).not.toMatch(/ada|0000|people/)
    expect(disk.records.slice(1)).toMatchObject([
      { key: 'k:3', id: 'i' },
      { key: 'k:3', id: 'i', origin: { file: 'f', line: 1, column: 1 } },
    ])
  })
})

describe('on a disk that is full', () => {
  test('nothing is thrown, it is told once, and the next record that fits says how many are missing', () => {
    const disk = new Disk()
    const { log, problems } = journalOn(disk)
    disk.full = true
    disk.room = 20
    log.start({ key: 'ada', action: 'update', id })
    log.outcome(failed)
    disk.full = false
    log.start({ key: 'bob', action: 'update', id })
    log.end('incomplete')
    expect(problems).toEqual(['ENOSPC'])
    const lines = disk.text.trimEnd().split('\n')
    expect(lines[1]).toHaveLength(20)
    expect(lines.slice(2).map((line) => JSON.parse(line))).toMatchObject([
      { record: 'lost', records: 2 },
      { record: 'start', key: 'bob' },
      { record: 'end', exit: 'incomplete' },
    ])
  })

  test('from the first byte to the last', () => {
    const disk = new Disk()
    disk.full = true
    const { log, problems } = journalOn(disk)
    log.start({ key: 'ada', action: 'update', id })
    log.end('ok')
    expect([disk.text, disk.closed, problems]).toEqual(['', true, ['ENOSPC']])
  })
})
