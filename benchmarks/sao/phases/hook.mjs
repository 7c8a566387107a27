// Imported into a program (node --import): each of its threads tells at its end when its sessions were started, opened, asked and closed.
import { writeSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import threads, { Worker } from 'node:worker_threads'
import { MOMENTS } from './phases.mjs'

/** @type {import('./phases.mjs').Moment[]} */
const moments = []

/** @param {string} what @param {{ session?: number, inputs?: readonly string[] }} [more] */
const note = (what, more = {}) => {
  moments.push({ what, at: performance.timeOrigin + performance.now(), ...more })
}

note('thread')

const told = { Run: 'asked', Close: 'closing' }
const answered = { Opened: 'opened', Ran: 'answered' }
let count = 0

threads.Worker = class extends Worker {
  #session = count++

  constructor(path, options) {
    super(path, options)
    if (options?.workerData?.model === undefined) return // a thread, but no session
    note('started', { session: this.#session })
    this.on('message', ({ _tag, inputs }) => note(answered[_tag] ?? _tag, { session: this.#session, inputs }))
    this.on('exit', () => note('closed', { session: this.#session }))
  }

  postMessage(message, transfer) {
    note(told[message?._tag] ?? 'told', { session: this.#session })
    return super.postMessage(message, transfer)
  }
}
syncBuiltinESMExports()

process.on('exit', () => {
  note('over')
  writeSync(2, `\n${MOMENTS}${JSON.stringify(moments)}\n`)
})
