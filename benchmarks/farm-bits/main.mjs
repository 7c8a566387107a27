// Whether threads and precisions change the bits of a model on this machine, and a hash to compare with other machines.
// usage: npm run bench:farm-bits [-- --products]     (with the products of matrices of a full-size model as well)
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateSound, stableAudio } from '@sigmastream/pipeline'
import { productHashes } from './products.mjs'

const threadCounts = [1, 2, 3, 4]
const precisions = ['fp32', 'fp16-weights', 'int8', 'int4']
const checkpoints = ['tiny-sao', 'tiny-sao-small', 'narrow-sao']

const hashOf = (arrays) => {
  const hash = createHash('sha256')
  for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  return hash.digest('hex').slice(0, 12)
}

/** The hashes of the latents and of the sound that a short run makes. */
const runHashes = async (name, precision, threads, cache) => {
  const folder = new URL(`../../fixtures/${name}/checkpoint`, import.meta.url).pathname
  const { latent, sound } = await generateSound('128 BPM electronic drum loop', {
    model: stableAudio(folder, { env: { SIGMASTREAM_CACHE: cache } }),
    precision,
    threads,
    sampler: 'euler',
    schedule: 'karras',
    cfg: 3,
    steps: 3,
    seed: 1,
    seconds: 1,
    memory: 2 ** 28,
  })
  return [hashOf([latent.data]), hashOf(sound.audio.channels)]
}

/** How so many threads came out, each several times: alike, or by how many threads, or otherwise each time. */
const verdictOf = (rounds) => {
  const [first] = rounds
  if (rounds.some((round) => round.some((hash, at) => hash !== first[at]))) return 'OTHERWISE EACH TIME'
  return first.every((hash) => hash === first[0]) ? 'the same' : 'BY THREADS'
}

const row = (name, rounds) =>
  console.log(`${name.padEnd(40)}${verdictOf(rounds).padEnd(20)}${[...new Set(rounds.flat())].join(' ')}`)

console.log(`node ${process.version}, ${availableParallelism()} x ${cpus()[0]?.model ?? 'cpu'}`)
console.log(`with ${threadCounts.join(', ')} threads, twice each, and the hashes that came out\n`)
const cache = mkdtempSync(join(tmpdir(), 'sigmastream-bits-'))
try {
  for (const name of checkpoints)
    for (const precision of precisions) {
      const rounds = []
      for (let round = 0; round < 2; round++) {
        const found = []
        for (const threads of threadCounts) found.push(await runHashes(name, precision, threads, cache))
        rounds.push(found)
      }
      row(
        `${name}, ${precision}, latents`,
        rounds.map((found) => found.map(([latents]) => latents)),
      )
      row(
        `${name}, ${precision}, sound`,
        rounds.map((found) => found.map(([, sound]) => sound)),
      )
    }
  if (process.argv.includes('--products'))
    for (const { name, rounds } of await productHashes(threadCounts, hashOf)) row(name, rounds)
} finally {
  rmSync(cache, { recursive: true, force: true })
}
