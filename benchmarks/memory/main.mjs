// The most memory that filling one second of ten minutes of stereo takes, by the format of the recording.
// With --same, that of the autoencoders of Stable Audio 3 instead: see same.mjs.
// usage: npm run bench:memory [-- SECONDS | --same]     (600 unless it is said; MP3, Vorbis and Opus where ffmpeg is on the path, or FFMPEG names it)
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sigmastream } from '../musicians/command.mjs'
import { writeRecording } from './recording.mjs'
import { measureSame } from './same.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    same: { type: 'boolean', default: false },
    model: { type: 'string', multiple: true, default: ['S', 'L'] },
    seconds: { type: 'string', default: '380' },
  },
})
if (values.same) {
  const length = Number(values.seconds)
  if (!(length >= 1) || values.model.some((name) => name !== 'S' && name !== 'L'))
    throw new Error('usage: npm run bench:memory -- --same [--model S] [--model L] [--seconds 380]')
  if (!(await measureSame(values.model, length))) {
    console.log('\nmissed: a half took more than its row says')
    process.exit(1)
  }
  process.exit(0)
}

const seconds = Number(positionals[0] ?? 600)
if (!(seconds >= 4)) throw new Error('usage: npm run bench:memory [-- SECONDS], at least 4')

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-memory-'))
const at = (name) => join(folder, name)

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
  await writeRecording(at('in.wav'), seconds)
  await writeRecording(at('in.flac'), seconds)
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
