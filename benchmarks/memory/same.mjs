// The most memory that SAME-S and SAME-L take to encode and to decode a sound, beside the weights of the half that is in use. Their weights
// are random, written to a folder of their own (3.8 GB) and removed at the end.
// usage: npm run bench:memory -- --same [--model S | L] [--seconds 380]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeNpy } from '@sigmastream/tensor-files'
import { writeSame } from '../../scripts/full-size/same.mjs'
import { sigmastream } from '../musicians/command.mjs'
import { writeRecording } from './recording.mjs'

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url))
const models = { S: 'full-size-sa3-small', L: 'full-size-sa3-medium' }
const [channels, samplesOfFrame, sampleRate] = [256, 4096, 44100]
const MB = 2 ** 20

/** MB that a half may take beside its weights, whatever the length. */
const most = 1024

/** Latents of about the deviation that an encoder gives. */
const latents = (frames) => {
  let state = 1
  const data = Float32Array.from({ length: channels * frames }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state / 2 ** 31 - 1) * Math.sqrt(3)
  })
  return { shape: [1, channels, frames], data }
}

/** Measures the models that are named and prints a table; whether every half stays below what it may take. */
export const measureSame = async (names, seconds) => {
  const folder = mkdtempSync(join(tmpdir(), 'sigmastream-same-'))
  const at = (name) => join(folder, name)
  try {
    await writeRecording(at('in.wav'), seconds)
    const frames = Math.ceil((seconds * sampleRate) / samplesOfFrame)
    const encoded = encodeNpy(latents(frames))
    if (encoded._tag === 'Left') throw new Error(JSON.stringify(encoded.left))
    writeFileSync(at('in.npy'), encoded.right)
    const rows = []
    for (const name of names) {
      const weights = writeSame(at(name), models[name], fixtures)
      const halves = [
        ['encoder', 'encode', 'in.wav', 'out.npy'],
        ['decoder', 'decode', 'in.npy', 'out.wav'],
      ]
      for (const [half, command, input, output] of halves) {
        const { failure, memory, busy } = sigmastream(
          command,
          at(input),
          '--model',
          at(name),
          '-o',
          at(output),
          '--force',
        )
        if (failure !== null) throw new Error(`SAME-${name}, ${command}: ${failure}`)
        const own = weights[half] / MB
        rows.push({ beside: memory - own, cells: [`SAME-${name}`, command, own, memory, memory - own, busy] })
      }
      rmSync(at(name), { recursive: true, force: true })
    }
    console.log(`\n${seconds} s of stereo at 44.1 kHz encoded and decoded: MB at most, processor seconds\n`)
    console.log('| model | command | weights of its half, MB | most memory, MB | beside the weights | s | at most |')
    console.log('|---|---|---|---|---|---|---|')
    for (const { cells } of rows)
      console.log(
        `| ${cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(0) : cell)).join(' | ')} | ${most} |`,
      )
    return rows.every(({ beside }) => beside <= most)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
