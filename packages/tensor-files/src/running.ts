import { codeOf } from '@sigmastream/core'

/** Whether there is a process of this number on this machine. */
export const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (cause) {
    return codeOf(cause) === 'EPERM'
  }
}

/** When this process began, in milliseconds since 1970: what bears its number and is older was another's. */
export const startTime = Date.now() - process.uptime() * 1000
