// Recordings of four kinds, mono: those of the examples, some made up here, and some out of Debian packages, which Debian's own
// client fetches once into .bench/debian (`apt-get` and `dpkg-deb` must be on the path; without them these are left out, and it
// is said).
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathOf, random, read } from '../musicians/sounds.mjs'

const store = '.bench/debian'

const missing = new Set()

/** The folder with the files of a package, or null where it cannot be had. */
const packageFolder = (name) => {
  const folder = join(store, name)
  if (existsSync(folder)) return folder
  if (missing.has(name)) return null
  mkdirSync(store, { recursive: true })
  const run = (program, ...args) => spawnSync(program, args, { cwd: store, encoding: 'utf8' }).status === 0
  const file = () => readdirSync(store).find((one) => one.startsWith(`${name}_`) && one.endsWith('.deb'))
  if (run('apt-get', 'download', name) && run('dpkg-deb', '-x', file() ?? '', name)) return folder
  console.error(`left out: the Debian package ${name} cannot be fetched (try apt-get update)`)
  missing.add(name)
  return null
}

/** One channel of a sound: the mean of all. */
const mono = ({ sampleRate, channels }) => ({
  sampleRate,
  channels: [
    Float32Array.from(channels[0], (_, i) => channels.reduce((sum, samples) => sum + samples[i], 0) / channels.length),
  ],
})

/** Seconds `from` to `to` of a sound, or as much as there is. */
const part = ({ sampleRate, channels }, from, to) => ({
  sampleRate,
  channels: channels.map((samples) => samples.slice(Math.round(from * sampleRate), Math.round(to * sampleRate))),
})

const example = async (name) => ({ name, sound: await read(pathOf(name)) })

/** Files of a package, of each at most a minute; none where the package cannot be had. */
const debian = async (name, ...files) => {
  const folder = packageFolder(name)
  if (folder === null) return []
  const out = []
  for (const [file, from = 0, to = 60] of files) {
    const sound = mono(await read(join(folder, file)))
    out.push({ name: file.replace(/.*\//, '').replace(/\.\w+$/, ''), sound: part(sound, from, to) })
  }
  return out
}

const sampleRate = 44100

/** Notes `[start, length, hertz, amplitude]` with harmonics that die away the sooner the higher they are. */
const play = (seconds, notes, { harmonics = 8, decay = 3, attack = 0.005 } = {}) => {
  const out = new Float32Array(Math.round(seconds * sampleRate))
  for (const [start, length, hertz, amplitude] of notes) {
    const [first, count] = [Math.round(start * sampleRate), Math.round((length + 0.05) * sampleRate)]
    for (let k = 1; k <= harmonics && k * hertz < 16000; k++)
      for (let n = 0; n < count && first + n < out.length; n++) {
        const t = n / sampleRate
        const level =
          Math.min(1, t / attack) *
          Math.exp(-decay * k ** 0.7 * t) *
          Math.min(1, Math.max(0, (length + 0.05 - t) / 0.05))
        out[first + n] += (amplitude / k ** 1.2) * level * Math.sin(2 * Math.PI * k * hertz * t + k * k)
      }
  }
  return out
}

const pitch = (semitones) => 220 * 2 ** (semitones / 12)

/** A piano-like piece of broken chords that goes round four times, with another tune above each time: 32 s. */
const brokenChords = () => {
  const next = random(11)
  const roots = [0, -4, 3, -2]
  const notes = Array.from({ length: 128 }, (_, i) => {
    const root = roots[Math.floor(i / 8) % 4]
    return [i / 4, 0.9, pitch(root + [0, 7, 12, 15, 19, 15, 12, 7][i % 8] - 12), 0.12 * (0.8 + 0.4 * next())]
  })
  const tune = Array.from({ length: 64 }, (_, i) => [
    i / 2,
    0.45,
    pitch(12 + [0, 2, 3, 5, 7, 8, 10][Math.floor(7 * next())]),
    0.1,
  ])
  return { sampleRate, channels: [play(32, [...notes, ...tune])] }
}

/** Three voices that hold each chord for two seconds, as an organ does, never quite in the same tuning: 24 s. */
const organ = () => {
  const next = random(3)
  const chords = [
    [0, 4, 7],
    [-3, 0, 5],
    [-5, -1, 2],
    [0, 3, 8],
  ]
  const notes = Array.from({ length: 12 }, (_, i) =>
    chords[(i * 5) % 4].map((semitone) => [
      2 * i + 0.05 * next(),
      1.9,
      pitch(semitone + 0.1 * next()),
      0.08 + 0.02 * next(),
    ]),
  ).flat()
  return { sampleRate, channels: [play(24, notes, { harmonics: 6, decay: 0, attack: 0.03 })] }
}

/** A song: drums, a bass and chords, in four bars that come again with changes; 40 s at 120 beats a minute. */
const song = () => {
  const next = random(5)
  const roots = [-12, -16, -9, -14]
  const bass = Array.from({ length: 160 }, (_, i) => [
    i / 4,
    0.2,
    pitch(roots[Math.floor(i / 8) % 4] + (next() < 0.2 ? 12 : 0) - 12),
    i % 2 === 0 || next() < 0.5 ? 0.2 : 0,
  ])
  const chords = Array.from({ length: 20 }, (_, i) =>
    [0, 3, 7].map((semitone) => [2 * i, 1.8, pitch(roots[i % 4] + 12 + semitone), 0.06]),
  ).flat()
  const out = play(40, [...bass, ...chords])
  const hit = (start, seconds, sample) => {
    const first = Math.round(start * sampleRate)
    for (let n = 0; n < seconds * sampleRate && first + n < out.length; n++) out[first + n] += sample(n / sampleRate)
  }
  for (let beat = 0; beat < 80; beat++) {
    if (beat % 2 === 0 || next() < 0.1)
      hit(
        beat / 2,
        0.3,
        (t) => 0.4 * Math.exp(-12 * t) * Math.sin(2 * Math.PI * (50 * t + 3 * (1 - Math.exp(-30 * t)))),
      )
    if (beat % 2 === 1) hit(beat / 2, 0.25, (t) => 0.25 * Math.exp(-18 * t) * (2 * next() - 1))
    for (const half of [0, 0.25])
      hit(beat / 2 + half, 0.08, (t) => (0.06 + 0.03 * (half === 0 ? 1 : 0)) * Math.exp(-60 * t) * (2 * next() - 1))
  }
  return { sampleRate, channels: [out] }
}

const voices = 'usr/share/asterisk/sounds/en_US_f_Allison'
const loops = 'usr/share/sonic-pi/samples'
const tunes = 'usr/share/games/frozen-bubble/snd'

/** What is measured, by kind. Speech is of 8 kHz, as telephones have it. */
export const kinds = {
  speech: () =>
    debian(
      'asterisk-core-sounds-en-wav',
      [`${voices}/demo-instruct.wav`],
      [`${voices}/demo-congrats.wav`],
      [`${voices}/basic-pbx-ivr-main.wav`],
    ),
  drums: async () => [
    await example('tabla'),
    await example('drum-loop'),
    ...(await debian('sonic-pi-samples', [`${loops}/loop_amen_full.flac`])),
  ],
  tonal: async () => [
    { name: 'organ', sound: organ() },
    { name: 'broken chords', sound: brokenChords() },
    ...(await debian('sonic-pi-samples', [`${loops}/guit_em9.flac`])),
  ],
  mixed: async () => [
    { name: 'song', sound: song() },
    ...(await debian(
      'frozen-bubble-data',
      [`${tunes}/frozen-mainzik-1p.ogg`, 10, 70],
      [`${tunes}/introzik.ogg`, 0, 60],
    )),
  ],
}
