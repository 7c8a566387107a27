import { describe, expect, it } from 'vitest'
import type { RenderEvent } from '../src/api/events.js'
import { eventStream } from '../src/http/event-stream.js'
import { type EventLog, eventLog } from '../src/room/event-log.js'

const step = (index: number): RenderEvent => ({
  event: 'step',
  data: { index, sigma: 2, next: 1, done: 0.5, secondsLeft: 1, rms: null },
})
const preview = (index: number): RenderEvent => ({ event: 'preview', data: { index, href: `/p/${index}` } })
const cancelled: RenderEvent = { event: 'cancelled', data: {} }

const readFrom = (log: EventLog, id = 0): readonly string[] => {
  const read: string[] = []
  for (let next = log.after(id); next !== null; next = log.after(next.id)) read.push(`${next.id} ${next.event.event}`)
  return read
}

const filled = (events: readonly RenderEvent[], life = 0): EventLog => {
  const log = eventLog(life)
  for (const event of events) log.add(event)
  return log
}

describe('what happened to a render', () => {
  it('is read in order, from the start or after an id', () => {
    const log = filled([step(0), preview(0), step(1)])
    expect(readFrom(log)).toEqual(['1 step', '2 preview', '3 step'])
    expect(readFrom(log, 2)).toEqual(['3 step'])
    expect(readFrom(log, 3)).toEqual([])
  })

  it('has higher ids in its next life, which is read whole by whoever read the one before', () => {
    expect(readFrom(filled([step(0), cancelled], 1), 57)).toEqual(['1000001 step', '1000002 cancelled'])
    expect(readFrom(filled([step(0), cancelled]), 1_000_009)).toEqual(['1 step', '2 cancelled'])
  })

  it('ends with what ends it: nothing comes behind', () => {
    const log = filled([cancelled, step(1)])
    expect(log.isOver()).toBe(true)
    expect(readFrom(log)).toEqual(['1 cancelled'])
  })

  it('costs a reader that is far behind the previews but the newest, and nothing else', () => {
    const log = filled(Array.from({ length: 300 }, (_, i) => [preview(i), step(i)]).flat())
    const read = readFrom(log)
    expect(read.filter((line) => line.endsWith('step'))).toHaveLength(300)
    expect(read).toContain('599 preview')
    expect(read.length).toBeLessThan(440)
    expect(readFrom(log, 400)).toHaveLength(200)
  })

  it('is bounded, however long a solver goes on', () => {
    const log = eventLog(0)
    log.add({ event: 'prepared', data: { steps: null, sigmas: [], calls: null, chain: [], notes: [] } })
    for (let i = 0; i < 20_500; i++) log.add(step(i))
    const read = readFrom(log)
    expect(read).toHaveLength(20_000)
    expect(read[0]).toBe('1 prepared')
    expect(read.at(-1)).toBe('20501 step')
  })
})

describe('a reader of events', () => {
  const textOf = async (stream: ReadableStream<Uint8Array>): Promise<string> => {
    let text = ''
    for await (const part of stream) text += new TextDecoder().decode(part)
    return text
  }

  it('gets each with its id and its name, and the end where the log has one', async () => {
    expect(await textOf(eventStream(filled([preview(4), cancelled]), 0))).toBe(
      'id: 1\nevent: preview\ndata: {"index":4,"href":"/p/4"}\n\nid: 2\nevent: cancelled\ndata: {}\n\n',
    )
  })

  it('gets what happens while it waits, and hears that the server is there while nothing does', async () => {
    const log = eventLog(0)
    const reader = eventStream(log, 0, 5).getReader()
    const first = await reader.read()
    expect(new TextDecoder().decode(first.value)).toBe(': still here\n\n')
    const [next] = await Promise.all([reader.read(), Promise.resolve().then(() => log.add(cancelled))])
    expect(new TextDecoder().decode(next.value)).toMatch(/^(: still here|id: 1\nevent: cancelled)/)
    await reader.cancel()
  })

  it('is not written to unless it reads: what it has not asked for is nowhere but in the log', async () => {
    const log = eventLog(0)
    let asked = 0
    const counted: EventLog = {
      ...log,
      after: (id) => {
        asked += 1
        return log.after(id)
      },
    }
    const reader = eventStream(counted, 0).getReader()
    for (let i = 0; i < 100; i++) log.add(step(i))
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(asked).toBe(0)
    await reader.read()
    expect(asked).toBe(1)
    await reader.cancel()
  })
})
