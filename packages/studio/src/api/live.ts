import type { LiveRequest } from '@sigmastream/server/api'
import { Observable } from 'rxjs'

/** Says something to a render that runs, over its WebSocket, and completes when it was said. */
export const sayLive = (address: string, id: string, request: LiveRequest): Observable<never> =>
  new Observable((reader) => {
    const socket = new WebSocket(`${address}/v1/live/${id}`)
    socket.addEventListener('open', () => socket.send(JSON.stringify(request)))
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') reader.complete()
    })
    socket.addEventListener('error', () => reader.error(new Error('the live line is closed')))
    return () => socket.close()
  })
