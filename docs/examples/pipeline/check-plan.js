// Compares a plan with the JSON Schema that idctl publishes: node check-plan.js plan.json
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'

const [, , file = 'plan.json'] = process.argv
const schema = JSON.parse(readFileSync(new URL(import.meta.resolve('idctl/schemas/plan.v1.json')), 'utf8'))
const ajv = new Ajv({ strict: false, formats: { 'date-time': true, date: true, uuid: true } })
const fits = ajv.validate(schema, JSON.parse(readFileSync(file, 'utf8')))
process.stdout.write(fits ? `${file} is a plan.\n` : `${ajv.errorsText()}\n`)
process.exitCode = fits ? 0 : 1
