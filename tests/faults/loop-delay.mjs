import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Loaded into the server: measures how long its event loop is held up, and tells on SIGUSR2. */
const resolutionMs = 5
const delays = monitorEventLoopDelay({ resolution: resolutionMs })
delays.enable()
let told = 0
process.on('SIGUSR2', () => {
  const ms = nanoseconds => Math.max(0, nanoseconds / 1e6 - resolutionMs).toFixed(1)
  console.log(`loop delay p99 ${ms(delays.percentile(99))} max ${ms(delays.max)} #${++told}`)
  delays.reset()
})
