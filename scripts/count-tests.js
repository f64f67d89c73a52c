// Prints the counts of a vitest JSON report as one line. A test file that could not even be loaded counts as one failure.
import { readFileSync } from 'node:fs'

const report = readReport(process.argv[2])
const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
const skipped = report.numPendingTests + report.numTodoTests
const counts = [`${report.numPassedTests} passed`, `${report.numFailedTests + unloaded.length} failed`]
if (skipped > 0) counts.push(`${skipped} skipped`)
console.log(counts.join(', '))

/** Without a report the test run itself has failed: one failure. */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    const testResults = [{ status: 'failed', assertionResults: [] }]
    return { testResults, numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }
  }
}
