import type { Render, Sound } from '@sigmastream/server/api'

/** A hash that is told from others by its number. */
export const hashOf = (number: number): string => number.toString(16).padStart(64, '0')

/** A sound of eight seconds. */
export const sound: Sound = {
  id: hashOf(1),
  name: 'tabla.flac',
  bytes: 400_000,
  seconds: 8,
  sampleRate: 44_100,
  channels: 1,
  samples: 352_800,
  format: 'flac',
  recipe: null,
}

/** A render of a gap in it. */
export const render: Render = {
  id: hashOf(2),
  recipe: {
    command: 'inpaint',
    regions: [{ from: 3, to: 4 }],
    feather: 0,
    paintStart: null,
    paintEnd: null,
    input: sound.name,
    inputHash: sound.id,
    model: 'exemplar',
    seed: 7,
  },
  whole: null,
  state: 'waiting',
  place: 0,
  steps: null,
  done: 0,
  secondsLeft: null,
  notes: [],
  error: null,
  result: null,
  parent: null,
  created: '2026-01-02T03:04:05.000Z',
}

/** What it made. */
export const result = { name: 'filled.wav', bytes: 9, seconds: 8, sampleRate: 44_100, channels: 1, format: 'wav' }
