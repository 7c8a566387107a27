// A connection between a worker and the server that can be cut, slowed down, or fall silent.
import { connect, createServer } from 'node:net'

/** Listens on a port of this machine alone, and passes on what comes to `port`. */
export const startProxy = async (port) => {
  const pairs = new Set()
  const state = { delay: 0, isSilent: false }
  /** What comes from one side goes to the other in its order, late or never. */
  const pass = (from, to) => {
    let last = Promise.resolve()
    from.on('data', (chunk) => {
      if (state.isSilent) return
      const { delay } = state
      const due = delay === 0 ? null : new Promise((resolve) => setTimeout(resolve, delay))
      last = last.then(() => due).then(() => void (to.destroyed || to.write(chunk)))
    })
    from.on('end', () => last.then(() => to.end()))
  }
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    const pair = [near, far]
    pairs.add(pair)
    const end = () => {
      pairs.delete(pair)
      for (const one of pair) one.destroy()
    }
    for (const one of pair) {
      one.setNoDelay(true)
      one.on('error', end)
      one.on('close', end)
    }
    pass(near, far)
    pass(far, near)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = () => {
    for (const pair of pairs) for (const one of pair) one.destroy()
  }
  return {
    port: server.address().port,
    /** Breaks every connection. */
    cut,
    /** Passes everything on so many milliseconds late. */
    slow: (milliseconds) => (state.delay = milliseconds),
    /** Swallows everything, and says nothing of it; what was swallowed is lost, so that its connections end with it. */
    silence: () => (state.isSilent = true),
    heal: () => {
      if (state.isSilent) cut()
      state.isSilent = false
      state.delay = 0
    },
    close: () => {
      server.close()
      cut()
    },
  }
}
