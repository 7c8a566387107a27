import { Writable } from 'node:stream'
import { workerData } from 'node:worker_threads'
import { main } from '../cli.js'
import type { Io, TextStream } from '../io.js'
import { processIo } from '../process-io.js'
import { underWay } from '../under-way.js'
import type { Message, Stop, ThreadSettings } from './protocol.js'

/** The thread that a command runs on: however long it computes, the main thread is free to answer signals. */

const { argv, port, columns }: ThreadSettings = workerData
const tell = (message: Message): void => port.postMessage(message)

const abort = new AbortController()
port.on('message', ({ by }: Stop) => abort.abort(by))
underWay.on('change', (path, there) => tell({ _tag: 'Temporary', path, there }))

const stream = new Writable({
  decodeStrings: false,
  write: (chunk, _, done) => {
    tell({ _tag: 'Text', to: 'stderr', text: String(chunk) })
    done()
  },
})
const stderr: TextStream = columns === null ? stream : Object.assign(stream, { isTTY: true, columns })

const io: Io = {
  ...processIo,
  stdout: (text) => tell({ _tag: 'Text', to: 'stdout', text }),
  stderr,
  signal: abort.signal,
}

tell({ _tag: 'Ended', exit: await main(argv, io) })
port.close()
