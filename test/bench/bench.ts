// Measures whole processes of idctl beside bare loops over the same requests, in turns, and prints the medians.
//
//   npm run bench -- [--people 1000,10000] [--strangers 1000000] [--runs 3] [--json FILE] [--against FILE]
//
// --strangers: also a plan of the people among so many others whom nobody manages, who are made up and listed as fast as can be.
//
// The server is the Kratos behind KRATOS_ADMIN_URL, which must be empty and have test/contract/person.schema.json as its schema
// `person`; else a `kratos` on PATH, with a database in memory; else the sandbox.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { JsonObject } from '../../src/model/json.ts'
import { findKratos, startKratos } from '../support/kratos.ts'
import { Folder } from './folder.ts'
import type { Took } from './run.ts'
import { amongStrangers, cleanUp, everybodyThere, type Subject, startsOf, subjectsOf } from './subjects.ts'
import { type Result, resultOf, tableOf } from './table.ts'

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000' },
    strangers: { type: 'string' },
    runs: { type: 'string', default: '3' },
    json: { type: 'string' },
    against: { type: 'string' },
  },
})
const counts = values.people.split(',').map(wholeNumber)
const strangers = values.strangers === undefined ? undefined : wholeNumber(values.strangers)
const runs = wholeNumber(values.runs)
const before: readonly Result[] =
  values.against === undefined ? [] : JSON.parse(readFileSync(values.against, 'utf8')).results

const server = await start()
const folder = new Folder(server.adminUrl)
try {
  const results: Result[] = []
  await refuseOthers(server.adminUrl)
  for (const subject of startsOf(folder)) results.push(await measured(subject))
  for (const count of counts) {
    for (const subject of subjectsOf(folder, server.adminUrl, count)) results.push(await measured(subject))
    if (strangers !== undefined) results.push(await measuredAmong(count, strangers))
    await cleanUp(folder, server.adminUrl, count)
  }
  process.stdout.write(`${server.name}, node ${process.version}, medians of ${runs}\n\n${tableOf(results, before)}\n`)
  const stored = { server: server.name, node: process.version, runs, results }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(stored, undefined, 2)}\n`)
} finally {
  folder.remove()
  await server.stop()
}

/** idctl and the bare loop in turns, so that whatever disturbs the machine disturbs both. */
async function measured({ prepare, ...subject }: Subject): Promise<Result> {
  const raw: Took[] = []
  const idctl: Took[] = []
  for (let run = 0; run < runs; run += 1) {
    await prepare?.()
    raw.push(await subject.raw())
    await prepare?.()
    idctl.push(await subject.idctl())
    process.stderr.write(`${subject.name}: ${run + 1} of ${runs}\n`)
  }
  return resultOf({ ...subject, raw, idctl })
}

async function measuredAmong(count: number, others: number): Promise<Result> {
  await everybodyThere(folder, count)
  const replay = fileURLToPath(new URL('replay.js', import.meta.url))
  const { child, said } = await saying(process.execPath, [replay, server.adminUrl, String(others)])
  try {
    return await measured(amongStrangers(folder, said.trim(), count, others))
  } finally {
    folder.pointTo(server.adminUrl)
    await ended(child)
  }
}

async function start(): Promise<{ name: string; adminUrl: string; stop(): Promise<unknown> }> {
  const file = fileURLToPath(new URL('../contract/person.schema.json', import.meta.url))
  const found = findKratos()
  if (found !== undefined) {
    const name = 'url' in found ? 'the Kratos behind KRATOS_ADMIN_URL' : 'a Kratos with a database in memory'
    return { name, ...(await startKratos({ person: JSON.parse(readFileSync(file, 'utf8')) as JsonObject })) }
  }
  const cli = fileURLToPath(new URL('../../bin/run.js', import.meta.url))
  const schemas = fileURLToPath(new URL('../contract', import.meta.url))
  const args = [cli, 'sandbox', '--port', '0', '--json', '--schemas', schemas]
  const { child, said } = await saying(process.execPath, args)
  const adminUrl = String(JSON.parse(said).admin_url).replace(/\/admin$/, '')
  return { name: 'the sandbox', adminUrl, stop: () => ended(child) }
}

/** A process that goes on, once it has said something. */
async function saying(command: string, args: readonly string[]): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(child.stdout, 'data')
  return { child, said: String(said) }
}

async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit')
  child.kill()
  await exit
}

/** Their number would be measured, too. */
async function refuseOthers(adminUrl: string): Promise<void> {
  const answer = await fetch(`${adminUrl}/admin/identities?page_size=1`)
  if (!answer.ok) throw new Error(`GET /admin/identities: ${answer.status}`)
  if (((await answer.json()) as unknown[]).length > 0) throw new Error('the server has identities: give an empty one')
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`"${text}" is no whole number above 0`)
  return Number(text)
}
