// Whether threads and precisions change the bits of a model on this machine, and hashes to compare with other machines.
// usage: npm run bench:farm-bits [-- --threads 1,2 --rounds 1 --models embedded,tiny-sao --precisions fp32,int8 --products]
// (--products: also the products of matrices of a full-size model)
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { generateSound, stableAudio, varySound } from '@sigmastream/pipeline'
import { productHashes } from './products.mjs'

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '1,2,3,4' },
    rounds: { type: 'string', default: '2' },
    models: { type: 'string', default: 'embedded,tiny-sao,tiny-sao-small,narrow-sao' },
    precisions: { type: 'string', default: 'fp32,fp16-weights,int8,int4' },
    products: { type: 'boolean', default: false },
  },
})
const threadCounts = values.threads.split(',').map(Number)
const precisions = values.precisions.split(',')
const rounds = Number(values.rounds)

const hashOf = (arrays) => {
  const hash = createHash('sha256')
  for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  return hash.digest('hex').slice(0, 12)
}

/** Strokes over a tone. */
const recording = {
  sampleRate: 8000,
  channels: [
    Float32Array.from({ length: 16_000 }, (_, n) => {
      const stroke = 0.4 * Math.exp(-((n % 1600) / 400)) * Math.sin((((Math.floor(n / 1600) * 3) % 7) * 0.05 + 0.2) * n)
      return stroke + 0.2 * Math.cos(0.0731 * n)
    }),
  ],
}

const sampling = { sampler: 'euler', schedule: 'karras', steps: 3, seed: 1 }

/** What a short run makes: its latents, and its sound. */
const hashesOf = ({ latent, sound }) => [hashOf([latent.data]), hashOf(sound.audio.channels)]

const embedded = async (threads) => hashesOf(await varySound(recording, { ...sampling, threads }))

const checkpoint = (name, precision, cache) => async (threads) => {
  const folder = new URL(`../../fixtures/${name}/checkpoint`, import.meta.url).pathname
  const model = stableAudio(folder, { env: { SIGMASTREAM_CACHE: cache } })
  const asked = { ...sampling, model, precision, threads, cfg: 3, seconds: 1, memory: 2 ** 28 }
  return hashesOf(await generateSound('128 BPM electronic drum loop', asked))
}

/** How so many threads came out, each several times: alike, or by how many threads, or otherwise each time. */
const verdictOf = (found) => {
  const [first] = found
  if (found.some((round) => round.some((hash, at) => hash !== first[at]))) return 'OTHERWISE EACH TIME'
  return first.every((hash) => hash === first[0]) ? 'the same' : 'BY THREADS'
}

const row = (name, found) =>
  console.log(`${name.padEnd(40)}${verdictOf(found).padEnd(20)}${[...new Set(found.flat())].join(' ')}`)

const measure = async (name, make) => {
  const found = []
  for (let round = 0; round < rounds; round++) {
    const hashes = []
    for (const threads of threadCounts) hashes.push(await make(threads))
    found.push(hashes)
  }
  for (const [at, part] of ['latents', 'sound'].entries())
    row(
      `${name}, ${part}`,
      found.map((hashes) => hashes.map((of) => of[at])),
    )
}

console.log(`node ${process.version}, ${availableParallelism()} x ${cpus()[0]?.model ?? 'cpu'}`)
console.log(`with ${threadCounts.join(', ')} threads, ${rounds} times each, and the hashes that came out\n`)
const cache = mkdtempSync(join(tmpdir(), 'sigmastream-bits-'))
try {
  for (const name of values.models.split(',')) {
    if (name === 'embedded') await measure(name, embedded)
    else for (const precision of precisions) await measure(`${name}, ${precision}`, checkpoint(name, precision, cache))
  }
  if (values.products) for (const { name, found } of await productHashes(threadCounts, rounds, hashOf)) row(name, found)
} finally {
  rmSync(cache, { recursive: true, force: true })
}
