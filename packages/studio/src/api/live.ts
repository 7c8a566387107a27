import { type Fault, LiveAnswer, type LiveRequest } from '@sigmastream/server/api'
import { either as E } from 'fp-ts'
import { Observable } from 'rxjs'
import { jsonOf } from './json.js'

/** Says something to a render that runs, over its WebSocket: what is wrong with that, if anything. It completes when it is answered. */
export const sayLive = (address: string, id: string, request: LiveRequest): Observable<Fault> =>
  new Observable((reader) => {
    const socket = new WebSocket(`${address}/v1/live/${id}`)
    let isAnswer = false
    socket.addEventListener('open', () => socket.send(JSON.stringify(request)))
    socket.addEventListener('message', ({ data }) => {
      if (typeof data !== 'string') return
      const said = LiveAnswer.decode(jsonOf(data))
      if (E.isRight(said) && said.right.type === 'error') reader.next(said.right.error)
      // what comes first says how it was when the line was opened
      if (isAnswer) reader.complete()
      isAnswer = true
    })
    socket.addEventListener('close', () => reader.complete())
    socket.addEventListener('error', () => reader.error(new Error('the live line is closed')))
    return () => socket.close()
  })
