// Makes the pictures and sounds of the docs again, from the example recordings: pictures at half their size, sounds as FLAC.
// usage: npm run pictures; npm run check:pictures makes them beside, and fails where one shows or sounds something else.
// With a word behind it (-- loop), only those whose heading or file has it.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { comparePictures, pictureOf, pictureOfSounds } from './docs-media/picture.mjs'
import { shown } from './docs-media/shown.mjs'
import { compareSounds, measureSound, soundOf } from './docs-media/sound.mjs'

/** Pictures whose command stands on no page. */
const elsewhere = {
  'gap-too-long': 'inpaint examples/audio/tabla.flac --from 2.4 --to 5.4 --seed 1 -o made.wav',
  'vary-45': 'vary examples/audio/tabla.flac --noise-level 45 --seed 1 -o made.wav',
  'vary-60': 'vary examples/audio/tabla.flac --noise-level 60 --seed 1 -o made.wav',
  schedules: 'schedule --schedule polyexponential,karras,kl-optimal,beta,laplace,linear --steps 20',
  'schedules-flow':
    'schedule --schedule log-snr,log-snr-shift,linear-time,flux-shift,full-shift,linear-quadratic --steps 8',
  restyle:
    'restyle examples/audio/tabla.flac --strength 0.5 --from-audio examples/audio/drum-loop.flac --seed 3 -o made.wav',
}

const sections = [
  ...Object.entries(elsewhere).map(([name, command]) => ({
    title: '',
    commands: [`npx sigmastream ${command} --plot ${name}.png`],
    items: [{ path: `docs/pictures/${name}.png`, kind: 'picture', sources: [`${name}.png`] }],
  })),
  ...shown(),
]

const root = process.cwd()
const folder = mkdtempSync(join(tmpdir(), 'sigmastream-pictures-'))
process.once('exit', () => rmSync(folder, { recursive: true }))

/** The words of a command; what stands in double quotes is one. */
const wordsOf = (command) => [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain)

/** Types a command of the docs in this folder. */
const type = (command, cwd) => {
  const [, OUT, example] = /^OUT=(\S+) npm run example (\S+)$/.exec(command) ?? []
  const args =
    example === undefined
      ? [join(root, 'packages/cli/dist/main.js'), ...wordsOf(command).slice(2)]
      : [join(root, `examples/dist/${example}/main.js`)]
  const env = OUT === undefined ? process.env : { ...process.env, OUT }
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command}: it ends with ${status}\n${stderr}`)
}

/** The bytes of a picture or a sound, out of what the commands of a section have written. */
const bytesOf = ({ kind, sources, stretches }, title, cwd) => {
  const [path, ...others] = sources.map((source) => resolve(cwd, source))
  if (kind === 'sound') return soundOf(path, stretches)
  return others.length === 0 ? pictureOf(path) : pictureOfSounds(title, [path, ...others])
}

const [checking, [word = '']] = [
  process.argv.includes('--check'),
  process.argv.slice(2).filter((argument) => argument !== '--check'),
]
const concerns = ({ title, items }) =>
  title.toLowerCase().includes(word.toLowerCase()) || items.some(({ path }) => path.includes(word))

for (const [i, { title, commands, items }] of sections.filter(concerns).entries()) {
  const cwd = join(folder, `${i}`)
  mkdirSync(cwd)
  symlinkSync(join(root, 'examples'), join(cwd, 'examples'), 'junction')
  for (const command of commands) {
    console.log(command)
    type(command, cwd)
  }
  for (const item of items) {
    const made = await bytesOf(item, title, cwd)
    const stored = existsSync(item.path) ? readFileSync(item.path) : null
    if (checking) {
      const compare = item.kind === 'picture' ? comparePictures : compareSounds
      const { isSame, words } =
        stored === null ? { isSame: false, words: 'it is not there' } : await compare(made, stored)
      if (!isSame) process.exitCode = 1
      console.log(`  ${item.path}: ${words}`)
    } else {
      mkdirSync(join(item.path, '..'), { recursive: true })
      writeFileSync(item.path, made)
      console.log(`  ${item.path}${item.kind === 'sound' ? `: ${await measureSound(made)}` : ''}`)
    }
  }
}
if (process.exitCode === 1)
  console.log('npm run pictures makes them again: look at them, hear them, and read the text beside')
