// Makes the pictures of the docs again, from the example recordings, at half their size.
// usage: npm run pictures
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode } from 'fast-png'
import './setup.mjs'

const pictures = {
  inpaint: 'inpaint examples/audio/tabla.flac --from 3 --to 4 --seed 456',
  'gap-too-long': 'inpaint examples/audio/tabla.flac --from 2.4 --to 5.4 --seed 1',
  'vary-3': 'vary examples/audio/tabla.flac --noise-level 3 --seed 1',
  'vary-40': 'vary examples/audio/tabla.flac --noise-level 40 --seed 1',
  restyle: 'restyle examples/audio/tabla.flac --strength 0.5 --from-audio examples/audio/drum-loop.flac --seed 3',
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

const folder = mkdtempSync(join(tmpdir(), 'sigmastream-pictures-'))
mkdirSync('docs/pictures', { recursive: true })
for (const [name, command] of Object.entries(pictures)) {
  const picture = join(folder, `${name}.png`)
  const args = [
    'packages/cli/dist/main.js',
    ...command.split(' '),
    '-o',
    join(folder, `${name}.wav`),
    '--plot',
    picture,
  ]
  const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(`docs/pictures/${name}.png`, encode(halved(decode(readFileSync(picture))), { zlib: { level: 9 } }))
  console.log(`docs/pictures/${name}.png: sigmastream ${command}`)
}
rmSync(folder, { recursive: true })
