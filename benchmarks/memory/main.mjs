// The most memory that filling one second of ten minutes of stereo takes, by the format of the recording.
// usage: npm run bench:memory [-- SECONDS]     (600 unless it is said; MP3, Vorbis and Opus where ffmpeg is on the path, or FFMPEG names it)
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeSound } from '@sigmastream/audio'
import { either as E } from 'fp-ts'
import { sigmastream } from '../musicians/command.mjs'

const sampleRate = 44100
const seconds = Number(process.argv[2] ?? 600)
if (!(seconds >= 4)) throw new Error('usage: npm run bench:memory [-- SECONDS], at least 4')

/** A beat over a tone that climbs, and hiss: never twice the same, made a stretch at a time. */
const recording = {
  sampleRate,
  channels: 2,
  frames: seconds * sampleRate,
  read: (from, to) => async () =>
    E.right(
      [1, 2].map((channel) =>
        Float32Array.from({ length: to - from }, (_, i) => {
          const n = from + i
          const hiss = Math.sin(n * 12.9898 + channel * 78.233) * 43758.5453
          const tone = Math.sin((2 * Math.PI * 110 * channel * (1 + Math.floor(n / 22050) / 40) * n) / sampleRate)
          const stroke = Math.exp(-(n % 22050) / 2000) * (2 * (hiss - Math.floor(hiss)) - 1)
          return 0.2 * tone + 0.3 * stroke + 0.02 * (hiss - Math.floor(hiss))
        }),
      ),
    ),
}

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-memory-'))
const at = (name) => join(folder, name)

const write = async (name) => {
  const file = await open(at(name), 'wx')
  const written = await writeSound(name, recording)(file)
  await file.close()
  if (E.isLeft(written)) throw new Error(JSON.stringify(written.left))
}

const ffmpeg = process.env.FFMPEG ?? 'ffmpeg'

/** Whether another program could make the file. */
const convert = (name, codec) =>
  spawnSync(ffmpeg, ['-loglevel', 'error', '-i', at('in.wav'), '-c:a', codec, '-b:a', '160k', at(name)]).status === 0

const from = Math.floor(seconds / 2)
const fill = (input, output, ...more) =>
  sigmastream('inpaint', at(input), '--from', from, '--to', from + 1, '--seed', 1, ...more, '-o', at(output), '--force')

const rows = [
  ['WAV', 'in.wav', 'out.wav', 400],
  ['FLAC', 'in.flac', 'out.flac', 400],
  ['MP3', 'in.mp3', 'out.wav', 700, 'libmp3lame'],
  ['Ogg Vorbis', 'in.ogg', 'out.wav', 700, 'libvorbis'],
  ['Ogg Opus', 'in.opus', 'out.wav', 700, 'libopus'],
]

try {
  await write('in.wav')
  await write('in.flac')
  console.log(`one second of ${seconds} s of stereo at 44.1 kHz filled: MB at most, processor seconds\n`)
  console.log('| recording | 3 steps, MB | s | 40 steps, MB | s | at most |')
  console.log('|---|---|---|---|---|---|')
  let worst = 0
  for (const [format, input, output, most, codec] of rows) {
    if (codec !== undefined && !convert(input, codec)) {
      console.log(`| ${format} | left out: no ffmpeg with ${codec} | | | | ${most} |`)
      continue
    }
    const runs = [fill(input, output, '--steps', 3), fill(input, output)]
    const failure = runs.find((one) => one.failure !== null)?.failure
    if (failure !== undefined) throw new Error(`${format}: ${failure}`)
    worst = Math.max(worst, ...runs.map(({ memory }) => memory / most))
    const cells = runs.map(({ memory, busy }) => `${memory.toFixed(0)} | ${busy.toFixed(1)}`)
    console.log(`| ${format} | ${cells.join(' | ')} | ${most} |`)
  }
  if (worst > 1) {
    console.log('\nmissed: a run took more than its row says')
    process.exitCode = 1
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
