import { connect, createServer, type Socket } from 'node:net'

/** A way to a server of this machine that breaks off: each connection after so many pieces of what its client says. */
export const cuttingProxy = async (
  port: number,
  pieces: number,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
  const open = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    const end = (): void => {
      near.destroy()
      far.destroy()
    }
    for (const one of [near, far]) {
      open.add(one)
      one.on('error', end)
      one.on('close', end)
    }
    let left = pieces
    near.on('data', (piece) => {
      left -= 1
      far.write(piece)
      // the answer to it is never heard
      if (left === 0) end()
    })
    far.on('data', (piece) => near.write(piece))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port')
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        for (const one of open) one.destroy()
        server.close(() => resolve())
      }),
  }
}
