// Makes the pictures of the docs again, from the example recordings, at half their size.
// usage: npm run pictures; npm run check:pictures makes them beside, and fails where one shows something else
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode } from 'fast-png'
import './setup.mjs'

const pictures = {
  inpaint: 'inpaint examples/audio/tabla.flac --from 3 --to 4 --seed 456',
  'gap-too-long': 'inpaint examples/audio/tabla.flac --from 2.4 --to 5.4 --seed 1',
  loop: 'loop examples/audio/tabla.flac --bars 2 --bpm 120 --seed 7',
  'vary-45': 'vary examples/audio/tabla.flac --noise-level 45 --seed 1',
  'vary-60': 'vary examples/audio/tabla.flac --noise-level 60 --seed 1',
  schedules: 'schedule --schedule polyexponential,karras,kl-optimal,beta,laplace,linear --steps 20',
  'schedules-flow':
    'schedule --schedule log-snr,log-snr-shift,linear-time,flux-shift,full-shift,linear-quadratic --steps 8',
  // so far apart that none is left out, however slow the machine is
  previews: 'vary examples/audio/tabla.flac --amount 0.9 --seed 3 --preview-every 10',
  extend: 'extend examples/audio/drum-loop.flac --after 8 --seed 3 --steps 12',
  restyle: 'restyle examples/audio/tabla.flac --strength 0.5 --from-audio examples/audio/drum-loop.flac --seed 3',
  'restyle-fade':
    'restyle examples/audio/tabla.flac --strength 1@2,0.2@5 --from-audio examples/audio/drum-loop.flac --seed 3 --steps 20',
  walk: 'vary examples/audio/tabla.flac --seed 1 --toward 2 --by 0,0.25,0.5,0.75,1 --steps 20',
}

/** Every 2 x 2 pixels as their mean. */
const halved = ({ width, height, channels, data }) => {
  const [w, h] = [width >> 1, height >> 1]
  const out = new Uint8Array(w * h * 3)
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      for (let c = 0; c < 3; c++) {
        const at = (dy, dx) => data[((2 * y + dy) * width + 2 * x + dx) * channels + c]
        out[(y * w + x) * 3 + c] = (at(0, 0) + at(0, 1) + at(1, 0) + at(1, 1) + 2) >> 2
      }
  return { width: w, height: h, channels: 3, data: out }
}

/** A pixel differs where a colour of it does by more than this, of 255. */
const NEAR = 16
/** The share of pixels that may differ: an edge that another rounding has moved, and no more. */
const MOST = 0.005

/** The share of pixels that differ; all of them where the sizes do. */
const differing = (a, b) => {
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) return 1
  const pixels = a.width * a.height
  let count = 0
  for (let i = 0; i < pixels; i++)
    for (let c = 0; c < a.channels; c++)
      if (Math.abs(a.data[i * a.channels + c] - b.data[i * a.channels + c]) > NEAR) {
        count++
        break
      }
  return count / pixels
}

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-pictures-'))
process.once('exit', () => rmSync(folder, { recursive: true }))

const make = (name, command) => {
  const heard = command.includes('--preview-every')
  const picture = heard ? join(folder, name, 'steps.png') : join(folder, `${name}.png`)
  const sound = command.startsWith('schedule') ? [] : ['-o', join(folder, `${name}.wav`)]
  const drawn = command.includes(' --by ') ? '--grid' : '--plot'
  const out = [...sound, ...(heard ? ['--preview', join(folder, name)] : [drawn, picture])]
  const args = ['packages/cli/dist/main.js', ...command.split(' '), ...out]
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
  return halved(decode(readFileSync(picture)))
}

const checking = process.argv.includes('--check')
mkdirSync('docs/pictures', { recursive: true })
for (const [name, command] of Object.entries(pictures)) {
  const path = `docs/pictures/${name}.png`
  const made = make(name, command)
  if (checking) {
    const share = existsSync(path) ? differing(made, decode(readFileSync(path))) : 1
    if (share > MOST) process.exitCode = 1
    console.log(`${path}: ${(100 * share).toFixed(1)} % of its pixels differ from what is made today`)
  } else {
    writeFileSync(path, encode(made, { zlib: { level: 9 } }))
    console.log(`${path}: sigmastream ${command}`)
  }
}
if (process.exitCode === 1) console.log('npm run pictures makes them again: look at them, and at the text beside')
