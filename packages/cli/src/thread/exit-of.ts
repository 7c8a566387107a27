import type { EventEmitter } from 'node:events'
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { Message } from './protocol.js'

/** What a thread has told and nobody has heard yet, in order. */
export function* unheardAt(port: MessagePort): Generator<Message> {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) yield next.message
}

/**
 * The exit code that the thread of a command tells at `port`; `hear` is given each message. That a thread has ended may
 * be known before its last words have arrived, so they are heard first. Rejects with what was thrown on the thread, or
 * where it ended without a word.
 */
export const exitOf = (worker: EventEmitter, port: MessagePort, hear: (message: Message) => void): Promise<number> =>
  new Promise((resolve, reject) => {
    const onMessage = (message: Message): void => {
      hear(message)
      if (message._tag === 'Ended') resolve(message.exit)
    }
    port.on('message', onMessage)
    worker.once('error', reject)
    worker.once('exit', (code) => {
      for (const message of unheardAt(port)) onMessage(message)
      reject(new Error(`the thread of the command ended with ${code}`))
    })
  })
