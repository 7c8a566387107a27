// Many readers of one render's events at once: each gets every event in its order, one that reads slowly loses previews at most, one
// that comes back with Last-Event-ID gets the rest, and the server's memory does not grow with what it has sent.
// usage: node scripts/soak-server.mjs [--readers 200] [--steps 1000]
import { readFileSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ask, sendRecipe, sendSound, startStudio } from './studio.mjs'
import { tone } from './tone.mjs'

const { values } = parseArgs({
  options: { readers: { type: 'string', default: '200' }, steps: { type: 'string', default: '1000' } },
})
const [count, steps] = [Number(values.readers), Number(values.steps)]

/** A tenth of them read slowly, a tenth come back again and again. */
const kindOf = (i) => (i % 10 === 0 ? 'slow' : i % 10 === 5 ? 'returning' : 'steady')

const agent = new Agent({ keepAlive: false, maxSockets: Infinity })

/** The events in a text, and what of it is none yet. */
const eventsIn = (text) => {
  const parts = text.split('\n\n')
  const events = parts.slice(0, -1).flatMap((part) => {
    const [, id] = /^id: (\d+)$/m.exec(part) ?? []
    const [, name] = /^event: (\w+)$/m.exec(part) ?? []
    return id === undefined ? [] : [{ id: Number(id), name }]
  })
  return { events, rest: parts.at(-1) ?? '' }
}

/** Reads from an id on, until the stream ends or `most` events were read; `pause` waits after each piece. */
const readFrom = (url, after, most, pause) =>
  new Promise((resolve, reject) => {
    const events = []
    const headers = after === 0 ? {} : { 'last-event-id': String(after) }
    const request = get(url, { agent, headers }, async (response) => {
      response.setEncoding('utf8')
      let text = ''
      try {
        for await (const piece of response) {
          const read = eventsIn(text + piece)
          events.push(...read.events)
          text = read.rest
          if (events.length >= most) break
          if (pause > 0) await delay(pause)
        }
        resolve(events)
      } catch (cause) {
        reject(cause)
      }
    })
    request.once('error', reject)
  })

const isEnd = (event) => event !== undefined && ['done', 'failed', 'cancelled'].includes(event.name)

const reader = async (url, kind) => {
  const events = []
  while (!isEnd(events.at(-1))) {
    const most = kind === 'returning' ? 100 : Infinity
    events.push(...(await readFrom(url, events.at(-1)?.id ?? 0, most, kind === 'slow' ? 25 : 0)))
  }
  return { kind, events }
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`

/** Bytes that the end of a run may take beside its steps: decoding, the file, and the picture with what draws it. */
const mostForFile = 150e6

/** Bytes that a process has in memory. */
const memoryOf = (pid) => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

const studio = await startStudio()
const faults = []
try {
  const sound = await sendSound(studio.address, 'tone.wav', tone({ seconds: 1, sampleRate: 8000 }))
  const render = await sendRecipe(studio.address, {
    command: 'vary',
    inputHash: sound.id,
    windowLength: 0.05,
    steps,
    seed: 7,
    threads: 1,
  })
  const began = performance.now()
  const url = `${studio.address}/v1/renders/${render.id}/events`
  const memory = []
  const reading = Promise.all(Array.from({ length: count }, (_, i) => reader(url, kindOf(i))))
  const measure = async () => {
    const { done } = await ask(studio.address, `/v1/renders/${render.id}`)
    memory.push({ done, bytes: memoryOf(studio.pid) })
    return Promise.race([reading.then(() => null), delay(250, measure)])
  }
  for (let next = measure; next !== null; ) next = await next()
  const all = await reading
  const took = (performance.now() - began) / 1000

  const { state, error } = await ask(studio.address, `/v1/renders/${render.id}`)
  if (state !== 'done') faults.push(`the render is ${state}: ${JSON.stringify(error)}`)
  const whole = await readFrom(url, 0, Infinity, 0)
  const idsOf = (events, isLost) =>
    events
      .filter((event) => !isLost(event))
      .map(({ id }) => id)
      .join()
  const isPreview = ({ name }) => name === 'preview'
  const stepsIn = whole.filter(({ name }) => name === 'step').length
  if (stepsIn !== steps) faults.push(`${stepsIn} of ${steps} steps are in the log`)
  for (const { kind, events } of all) {
    if (idsOf(events, isPreview) !== idsOf(whole, isPreview))
      faults.push(`a ${kind} reader got ${events.length} of ${whole.length} events`)
  }
  const previewsOf = (asked) =>
    Math.min(...all.filter(({ kind }) => kind === asked).map(({ events }) => events.filter(isPreview).length))
  const largest = (from, to) =>
    Math.max(...memory.filter(({ done }) => from * steps <= done && done <= to * steps).map(({ bytes }) => bytes))
  // What is made when the steps are over, the file and its picture, takes memory once, whatever the number of events.
  const lastStep = (steps - 1) / steps
  const [middle, end] = [largest(1 / 3, 2 / 3), largest(2 / 3, lastStep)]
  if (!(end <= 1.1 * middle)) faults.push('the memory grew')
  const file = Math.max(...memory.map(({ bytes }) => bytes))
  if (!(file <= middle + mostForFile)) faults.push(`the file and its picture took ${megabytes(file - middle)}`)
  const sent = all.reduce((sum, { events }) => sum + events.length, 0)
  console.log(`${count} readers at once, ${steps} steps: ${sent} events in ${took.toFixed(0)} s`)
  console.log(
    `each got every event that is no preview, and ${previewsOf('steady')} previews or more; a slow one ${previewsOf('slow')} or more`,
  )
  console.log(
    `memory of the server: ${megabytes(middle)} in the middle third of the steps, ${megabytes(end)} in the last, at most ${megabytes(file)} while the file was made`,
  )
} finally {
  await studio.stop()
}
for (const fault of faults) console.log(fault)
console.log(`${faults.length} faults`)
process.exitCode = faults.length === 0 ? 0 : 1
