import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { exitOf } from '../src/thread/exit-of.js'
import type { Message } from '../src/thread/protocol.js'

const end = (told: readonly Message[]) => {
  const { port1: port, port2: far } = new MessageChannel()
  const worker = new EventEmitter()
  const heard: Message[] = []
  const exit = exitOf(worker, port, (message) => heard.push(message))
  for (const message of told) far.postMessage(message, [])
  worker.emit('exit', 0) // before the event loop has brought a message
  return exit.then((code) => ({ code, heard })).finally(() => port.close())
}

it('a command has the exit code that its thread told, though the thread is known to have ended before it is heard', async () => {
  const told: readonly Message[] = [
    { _tag: 'Text', to: 'stderr', text: 'wrote out.wav' },
    { _tag: 'Ended', exit: 3 },
  ]
  expect(await end(told)).toEqual({ code: 3, heard: told })
})

it('a thread that ends without a word is an error', async () => {
  await expect(end([])).rejects.toThrow('the thread of the command ended with 0')
})
