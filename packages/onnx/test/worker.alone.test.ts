import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type * as WorkerThreads from 'node:worker_threads'
import { describe, expect, it, vi } from 'vitest'
import { newTurn, type Reply, type Request, turnPlaces, type WorkerSettings } from '../src/protocol.js'
import { doubling, everyType, f32, givenBack, givingBack, settings } from './support.js'

/** The worker's side of a thread, in this process: what it posts, and whether it closed its port. */
class Port extends EventEmitter {
  readonly posted: { readonly reply: Reply; readonly moved: readonly ArrayBuffer[] }[] = []
  isClosed = false
  postMessage(reply: Reply, moved: readonly ArrayBuffer[]): void {
    this.posted.push({ reply, moved })
  }
  close(): void {
    this.isClosed = true
  }
}

const thread = vi.hoisted((): { parentPort: unknown; workerData: unknown } => ({ parentPort: null, workerData: null }))
vi.mock('node:worker_threads', async (actual) => ({
  ...(await actual<typeof WorkerThreads>()),
  get parentPort() {
    return thread.parentPort
  },
  get workerData() {
    return thread.workerData
  },
}))

/** The worker on a model, with what it says at the start. */
const started = async (model: Uint8Array, other: Partial<WorkerSettings> = {}) => {
  const port = new Port()
  thread.parentPort = port
  const turn = newTurn()
  thread.workerData = { ...settings, model, turn, ...other }
  vi.resetModules() // the worker is a program: it runs once for each import
  await import('../src/worker.js')
  const ask = async (request: Request): Promise<(typeof port.posted)[number] | undefined> => {
    const before = port.posted.length
    port.emit('message', request)
    // how long the engine takes is the machine's to say; the bound is that of the test
    while (port.posted.length === before && !port.isClosed) await pause(5)
    return port.posted[before]
  }
  return { port, turn, opened: port.posted[0]?.reply, ask }
}

describe('the worker of a session', () => {
  it('says what the graph takes, answers each run with buffers that move, and ends when it is told', async () => {
    const { port, opened, ask } = await started(doubling())
    expect(opened).toEqual({ _tag: 'Opened', inputs: ['x float32 [n]'] })
    const answer = await ask({ _tag: 'Run', feeds: { x: f32([2], [1, -3]) } })
    expect(answer?.reply).toEqual({ _tag: 'Ran', outputs: { y: f32([2], [2, -6]) } })
    expect(answer?.moved.map(({ byteLength }) => byteLength)).toEqual([8])
    await ask({ _tag: 'Close' })
    expect([port.isClosed, port.posted.length]).toEqual([true, 2])
  })

  it('hands values of every element type back as they are', async () => {
    const feeds = everyType()
    const { ask } = await started(givingBack(feeds))
    expect((await ask({ _tag: 'Run', feeds }))?.reply).toEqual({ _tag: 'Ran', outputs: givenBack(feeds) })
  })

  it('answers what cannot be run, opened or found with why, moving nothing', async () => {
    const { ask } = await started(doubling())
    const answer = await ask({ _tag: 'Run', feeds: {} })
    expect(answer?.reply).toMatchObject({ _tag: 'NotRan', message: expect.stringContaining("'x' is missing") })
    expect(answer?.moved).toEqual([])
    expect((await started(new Uint8Array(7))).opened).toMatchObject({ _tag: 'NotOpened' })
    expect((await started(doubling(), { device: 'coreml' })).opened).toMatchObject({
      _tag: 'NotOpened',
      message: expect.stringContaining('not in this onnxruntime'),
    })
  })

  it('says when the engine is asked, begins nothing once the process ends, and lets go of the model that is open', async () => {
    const model = doubling()
    const { port, turn, ask } = await started(model)
    expect([model.length, turn[turnPlaces.asked]]).toEqual([0, 0])
    const answer = ask({ _tag: 'Run', feeds: { x: f32([1], [1]) } })
    expect(turn[turnPlaces.asked]).toBe(1)
    expect((await answer)?.reply._tag).toBe('Ran')
    expect(turn[turnPlaces.asked]).toBe(0)
    Atomics.store(turn, turnPlaces.ending, 1)
    port.emit('message', { _tag: 'Run', feeds: { x: f32([1], [1]) } })
    await pause(20)
    expect([port.posted.length, turn[turnPlaces.asked]]).toEqual([2, 0])
  })

  it('is asked nothing any more once it has answered what is no tensor: else the process would never end', async () => {
    const { turn, ask } = await started(doubling())
    Atomics.store(turn, turnPlaces.asked, 1) // as who asks does
    const answer = await ask({ _tag: 'Run', feeds: { x: f32([3], [1]) } })
    expect(answer?.reply).toMatchObject({ _tag: 'NotRan' })
    expect(turn[turnPlaces.asked]).toBe(0)
  })

  it('is no program of its own', async () => {
    thread.parentPort = null
    vi.resetModules()
    await expect(import('../src/worker.js')).rejects.toThrow('worker thread')
  })
})
