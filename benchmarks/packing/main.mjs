// How much memory packing takes: the weights of Stable Audio 3 medium with its text encoder, at their real sizes, none of them in memory
// before it is needed. The files are holes that read as zeros, which take no room; what is packed of them does, and is deleted.
// usage: npm run bench:packing [-- PRECISION FOLDER]     (int8, in a folder beside the weights of bench:sao; 2.7 GB of room. It fails at 2 GB of memory.)
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeHoles } from '../../scripts/full-size/safetensors.mjs'
import { writeStableAudio3 } from '../../scripts/full-size/stable-audio-3.mjs'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const [precision = 'int8', within = here('../../.bench')] = process.argv.slice(2)
const most = 2e9

mkdirSync(within, { recursive: true })
const folder = mkdtempSync(join(within, 'packing-'))
try {
  writeStableAudio3(folder, 'full-size-sa3-medium', here('../../fixtures'), { write: writeHoles })
  // A process of its own, so that the peak is that of packing.
  const packed = spawnSync(
    process.execPath,
    ['--import', new URL('../sao/tell-peak.mjs', import.meta.url).href, here('pack.mjs'), folder, precision],
    { encoding: 'utf8' },
  )
  if (packed.status !== 0) throw new Error(packed.stderr)
  const peak = Number(/^peak (\d+)$/m.exec(packed.stderr)?.[1])
  console.log(`${packed.stdout.trim()}, at most ${Math.round(peak / 2 ** 20)} MiB of memory`)
  if (!(peak < most)) throw new Error(`that is more than ${most / 1e9} GB`)
} finally {
  rmSync(folder, { recursive: true })
}
