// The most memory that this process had, by the operating system's account.
import { readFileSync } from 'node:fs'

/** Bytes: the high-water mark of Linux, which starts with the program, or else what getrusage says. */
export const peakBytes = () => {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
}
