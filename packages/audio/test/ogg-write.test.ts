import { describe, expect, it } from 'vitest'
import { oggStreams } from '../src/ogg/streams.js'
import { oggOf } from '../src/ogg/write.js'
import { valueOf } from './support.js'

describe('an Ogg file that is written', () => {
  it('has its packets over as many pages as they take, each as it was', () => {
    const packets = Array.from({ length: 700 }, (_, i) => new Uint8Array(1 + ((i * 37) % 600)).fill(i))
    const [stream] = valueOf(oggStreams({ label: 'x.ogg', bytes: oggOf(packets) })).streams
    expect(stream?.packets.map((packet) => [...packet])).toEqual(packets.map((packet) => [...packet]))
  })
})
