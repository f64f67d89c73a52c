// Loaded before what is measured: writes at its end what the whole process took.
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const took = { cpu: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS / 1024 }
  writeFileSync(process.env.BENCH_USAGE, JSON.stringify(took))
})
