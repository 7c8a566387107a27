import { expect, it } from 'vitest'
import { decodeSound } from '../src/index.js'
import { oggStreams } from '../src/ogg/streams.js'
import { vorbisStream } from '../src/ogg/vorbis.js'
import { decodeVorbis } from '../src/ogg/vorbis-decoder.js'
import { bytesOf, fixture, type Recording, run, valueOf } from './support.js'

// The decoder itself, in this process: readers ask it in a thread, which runs what is built.
const bytes = bytesOf(fixture<readonly Recording[]>('lossy').find(({ name }) => name === 'Ogg Vorbis')?.bytes ?? '')
const source = { label: 'x.ogg', bytes }
const [stream] = valueOf(oggStreams(source)).streams
if (stream === undefined) throw new Error('the recording has a stream')
const { job } = valueOf(vorbisStream(source, stream))

it('Vorbis is decoded to what its thread gives, and any stretch of it to the same samples', async () => {
  const [whole = new Float32Array()] = await decodeVorbis(job)
  expect(whole).toEqual((await run(decodeSound(bytes, 'x.ogg'))).audio.channels[0])
  for (const [from, to] of [
    [0, 1],
    [100, 500],
    [whole.length - 90, whole.length],
  ] as const)
    expect((await decodeVorbis({ ...job, from: job.from + from, to: job.from + to }))[0]).toEqual(whole.slice(from, to))
})

it('Vorbis whose packets are not those of their blocks is not taken for sound', async () => {
  const [first, ...rest] = job.blocks
  if (first === undefined) throw new Error('the recording has blocks')
  const blocks = [first, ...rest.map((block) => ({ ...block, size: 2 * block.size }))]
  await expect(decodeVorbis({ ...job, blocks })).rejects.toThrow(
    /packets 1 to \d+ of sound give \d+ samples and should/,
  )
})
