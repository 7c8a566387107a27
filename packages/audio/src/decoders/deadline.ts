/** How many times over a thread may take its time where the machine had other work and the process did little. */
const mostRounds = 12

/** Calls `late` once the time is over and this process has worked for most of it. */
export const deadline = (seconds: number, late: () => void): (() => void) => {
  const began = process.cpuUsage()
  let [rounds, timer]: [number, NodeJS.Timeout | undefined] = [0, undefined]
  const look = (): void => {
    const { user, system } = process.cpuUsage(began)
    rounds++
    if (rounds >= mostRounds || user + system >= seconds * 0.7e6) late()
    else timer = setTimeout(look, seconds * 1000)
  }
  timer = setTimeout(look, seconds * 1000)
  return () => clearTimeout(timer)
}
