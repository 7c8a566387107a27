import { expect, it } from 'vitest'
import { peaksOf } from '../src/sound/peaks.js'
import { joinPieces, wavOf } from '../src/sound/wav.js'

it('a recording is a WAV file of 24 bits, its channels side by side', () => {
  const file = wavOf([Float32Array.of(0, 1, -2), Float32Array.of(0.5, -0.5, -1)], 48_000)
  const view = new DataView(file.buffer)
  const text = (at: number, length: number): string => String.fromCharCode(...file.slice(at, at + length))
  expect([text(0, 4), text(8, 8), text(36, 4)]).toEqual(['RIFF', 'WAVEfmt ', 'data'])
  expect([view.getUint32(4, true), view.getUint32(40, true)]).toEqual([file.length - 8, 18])
  expect([20, 22, 32, 34].map((at) => view.getUint16(at, true))).toEqual([1, 2, 6, 24])
  expect([24, 28].map((at) => view.getUint32(at, true))).toEqual([48_000, 288_000])
  const samples = Array.from(
    { length: 6 },
    (_, i) => (view.getInt8(46 + 3 * i) << 16) | view.getUint16(44 + 3 * i, true),
  )
  expect(samples).toEqual([0, 4_194_304, 8_388_607, -4_194_303, -8_388_607, -8_388_607])
})

it('pieces of a recording are one, channel by channel', () => {
  const pieces = [
    [Float32Array.of(1, 2), Float32Array.of(3, 4)],
    [Float32Array.of(5), Float32Array.of(6)],
  ]
  expect(joinPieces(pieces).map((channel) => [...channel])).toEqual([
    [1, 2, 5],
    [3, 4, 6],
  ])
  expect(joinPieces([])).toEqual([])
})

it('peaks are the loudest of each stretch of every channel, silence where there is room, the loudest at 1', () => {
  const channels = [Float32Array.of(0, 0.1, 0, 0), Float32Array.of(0, 0, -0.2, 0.05)]
  const peaks = [...peaksOf({ channels, sampleRate: 2 }, { before: 1, after: 1 }, 4)]
  expect(peaks).toEqual([0, 0.5, 1, 0].map((peak) => expect.closeTo(peak, 6)))
  expect([...peaksOf({ channels: [Float32Array.of(0, 0)], sampleRate: 1 }, { before: 0, after: 0 }, 2)]).toEqual([0, 0])
})
