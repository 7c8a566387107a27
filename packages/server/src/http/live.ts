import { readFile } from 'node:fs/promises'
import { type Fault, fault } from '@sigmastream/render-thread/wire'
import { decodeJson } from '@sigmastream/tensor-files'
import { either as E } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { RawData, WebSocket } from 'ws'
import { LiveAnswer, LiveRequest, PreviewHeader } from '../api/live.js'
import { forkRender, stopRender } from '../room/new-renders.js'
import type { AddedRender } from '../room/room.js'
import { fromErrors } from './read-body.js'
import type { Studio } from './studio.js'

/** What a page has not taken yet of what it was sent: above this it gets no preview. */
const mostHeld = 4 * 2 ** 20

const decode = (data: RawData, isBinary: boolean): E.Either<Fault, LiveRequest> => {
  const text = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(new Uint8Array(data))
  if (isBinary) return E.left(fault('bad-request', 'the message is no text', 'send JSON as text'))
  const json = decodeJson(text)
  if (E.isLeft(json)) return E.left(fault('bad-json', json.left.wrong, `send ${json.left.right}`))
  const read = LiveRequest.decode(json.right)
  return E.isLeft(read) ? E.left(fromErrors(read.left)) : read
}

/** What the page wants of a render that runs. */
const steer = async (
  { room }: Studio,
  id: string,
  asked: LiveRequest,
): Promise<E.Either<Fault, AddedRender | null>> => {
  switch (asked.type) {
    case 'pause':
    case 'resume':
    case 'pace':
      return pipe(
        room.steer(id, asked.type === 'pace' ? { pace: asked.seconds } : { paused: asked.type === 'pause' }),
        E.map(() => null),
      )
    case 'stop': {
      const { type: _, ...stop } = asked
      return stopRender(room, id, stop)
    }
    case 'fork': {
      const { type: _, ...fork } = asked
      return forkRender(room, id, fork)
    }
  }
}

/** Steers a render by what comes over a socket, and says there what becomes of it. A slow page loses previews. */
export const live = (socket: WebSocket, studio: Studio, id: string): void => {
  const { room } = studio
  const say = (answer: LiveAnswer): void => socket.send(JSON.stringify(LiveAnswer.encode(answer)))
  const sendPreview = async (index: number): Promise<void> => {
    if (socket.bufferedAmount > mostHeld) return
    const wav = await readFile(room.files(id).preview(index)).catch(() => null)
    if (wav === null || socket.readyState !== socket.OPEN) return
    const header = JSON.stringify(PreviewHeader.encode({ type: 'preview', index, bytes: wav.length }))
    socket.send(Buffer.concat([Buffer.from(`${header}\n`), wav]))
  }
  const [render, log] = [room.get(id), room.log(id)]
  if (render === undefined || log === undefined) {
    say({ type: 'error', error: fault('no-such-render', `there is no render ${id}`, 'give one of GET /v1/renders') })
    return socket.close()
  }
  say({ type: 'state', state: render.state })
  if (log.isOver()) return socket.close()
  const unwatch = log.watch((event) => {
    if (event.event === 'state') say({ type: 'state', state: event.data.state })
    if (event.event === 'preview') void sendPreview(event.data.index)
    if (log.isOver()) socket.close()
  })
  socket.on('close', unwatch)
  socket.on('error', unwatch)
  socket.on('message', (data, isBinary) => {
    const asked = decode(data, isBinary)
    if (E.isLeft(asked)) return say({ type: 'error', error: asked.left })
    void steer(studio, id, asked.right).then((steered) => {
      if (E.isLeft(steered)) say({ type: 'error', error: steered.left })
      else if (steered.right !== null) say({ type: 'render', render: steered.right.render })
      else say({ type: 'state', state: room.get(id)?.state ?? render.state })
    })
  })
}
