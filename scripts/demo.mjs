// Installs, builds, and fills a gap in the example recording.
// usage: node scripts/demo.mjs
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import './setup.mjs'

const { either: E } = await import('fp-ts')
const { readAudio, encodeAudio, describeAudioError } = await import('@sigmastream/audio')

const right = (result) => {
  if (E.isRight(result)) return result.right
  console.error(describeAudioError(result.left))
  process.exit(1)
}

const recording = 'examples/audio/tabla.flac'
const gap = { from: 3, to: 4 }
const folder = 'out/demo'
mkdirSync(folder, { recursive: true })

const before = right(await readAudio(recording)())
const silenced = before.channels.map((channel) => {
  const copy = channel.slice()
  return copy.fill(0, gap.from * before.sampleRate, gap.to * before.sampleRate)
})
const write = async (name, audio) => writeFileSync(`${folder}/${name}`, right(await encodeAudio(name, audio)()))
await write('before.wav', before)
await write('gap.wav', { ...before, channels: silenced })

// What a user would type. The recording's own second from 3 to 4 is not looked at: the model learns from the rest.
const command = [
  'inpaint',
  `${folder}/gap.wav`,
  '--from',
  gap.from,
  '--to',
  gap.to,
  '-o',
  `${folder}/filled.wav`,
  '--plot',
  `${folder}/picture.png`,
  '--seed',
  456,
  '--force',
].map(String)
const start = performance.now()
const { status, stderr } = spawnSync(process.execPath, ['packages/cli/dist/main.js', ...command], { encoding: 'utf8' })
if (status !== 0) {
  console.error(stderr)
  process.exit(status ?? 1)
}
const seconds = ((performance.now() - start) / 1000).toFixed(1)
console.log(
  `Filled the second from ${gap.from} to ${gap.to} s of an eight-second tabla recording, in ${seconds} s, with a model that learnt from the other seven seconds.`,
)
console.log(
  `Listen: ${folder}/before.wav (the original), ${folder}/gap.wav (what the model was given), ${folder}/filled.wav (what it made).`,
)
console.log(`Look: ${folder}/picture.png. The same by hand: npx sigmastream ${command.join(' ')}`)
