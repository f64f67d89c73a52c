// Prints the counts of vitest's JSON reports as one line. A test file that could not even be loaded counts as one failure.
import { readFileSync } from 'node:fs'

const sums = { passed: 0, failed: 0, skipped: 0 }
for (const path of process.argv.slice(2)) {
  const report = readReport(path)
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  sums.passed += report.numPassedTests
  sums.failed += report.numFailedTests + unloaded.length
  sums.skipped += report.numPendingTests + report.numTodoTests
}
const counts = [`${sums.passed} passed`, `${sums.failed} failed`]
if (sums.skipped > 0) counts.push(`${sums.skipped} skipped`)
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
