// Models of the Stable Audio family at their real sizes, part by part: time, memory, and, with --peer, the same work by others.
// usage: npm run bench:sao -- [OPTION ...]     (see options.mjs, or --help; with --peer everything takes hours)
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeStableAudioError, loadStableAudio } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { productRates, usualSize } from '../products/rates.mjs'
import { packedFolder, peerVersions, preparedPeer } from './contender.mjs'
import { kinds } from './kinds.mjs'
import { machine, processorOf } from './machine.mjs'
import { decodeOptions, usage } from './options.mjs'
import { peerName, peers } from './peers.mjs'
import { linesOfPhases } from './phases/phases.mjs'
import { measuredInTurn } from './rounds.mjs'
import { rowsOf } from './rows.mjs'
import { ceilingLine, elsewhereLines, howLine, machineLine, tableOf } from './table.mjs'
import { worksOf } from './works.mjs'

const tell = (line) => console.error(line)
const refuse = (message, code) => {
  tell(`bench:sao: ${message}`)
  process.exit(code)
}

const make = fileURLToPath(new URL('../../scripts/full-size-checkpoint.mjs', import.meta.url))

/** Written under another name first, so that a folder that is there is whole. */
const made = ({ folder, listed, room }) => {
  rmSync(`${folder}.part`, { recursive: true, force: true })
  const { status } = spawnSync(process.execPath, [make, `${folder}.part`, listed], { stdio: ['ignore', 2, 2] })
  if (status !== 0) refuse(`${folder} could not be written: give ${room} of room, or --model FOLDER`, 1)
  renameSync(`${folder}.part`, folder)
}

/** Everything of a kind that can be refused is refused here. */
const checked = async ({ kind, model, peers: some }) => {
  const real = kinds[kind]
  if (model === real.folder && !existsSync(model)) made(real)
  const loaded = await loadStableAudio(model)()
  if (E.isLeft(loaded)) return refuse(`--model ${model}: ${describeStableAudioError(loaded.left)}`, 2)
  const { latentChannels, frameSamples, maxFrames } = loaded.right.geometry
  await loaded.right.close()
  if (some.length === 0) return
  const same = latentChannels === real.latentChannels && frameSamples === real.frameSamples && maxFrames === real.frames
  if (!same) refuse(`--peer is of the size of ${real.name}, and ${model} is not: leave one of both out`, 2)
}

/** Versions of what the others are run with. */
const versionsOf = (options) => {
  if (options.peers.length === 0) return undefined
  const versions = peerVersions(options)
  return E.isRight(versions) ? versions.right : refuse(`--peer: ${versions.left}`, 2)
}

/** Those that read the same files are prepared together; PyTorch needs none of its own where it reads ours. */
const filesOf = ({ kind }, name) => {
  const { engine, precision } = peers[name]
  if (engine === 'torch') return kinds[kind].peerFolder === kinds[kind].folder ? undefined : engine
  return `${engine} ${precision === 'int8' ? 'int8' : 'fp32'}`
}

/** Why the files of a peer cannot be had, if they cannot. */
const missingOf = (options, name) => {
  tell(`${kinds[options.kind].name}, ${peerName(name)}: preparing`)
  const prepared = preparedPeer(options, name, worksOf(options))
  return E.isLeft(prepared) ? prepared.left : undefined
}

/** Without those that are absent, and those whose files cannot be had, which is told. */
const withPrepared = (options, absent) => {
  const there = options.peers.filter((name) => !(peers[name].engine in absent))
  const first = new Map(there.map((name) => [filesOf(options, name), name]))
  const missing = new Map(
    [...first].map(([files, name]) => [files, files === undefined ? undefined : missingOf(options, name)]),
  )
  const why = (name) => missing.get(filesOf(options, name))
  for (const name of there) if (why(name) !== undefined) tell(`${peerName(name)} is left out: ${why(name)}`)
  return { ...options, peers: there.filter((name) => why(name) === undefined) }
}

/** Where the time of each clip of ours went, of the last that was made. */
const phaseLines = ({ kind }, results) =>
  results.flatMap(({ work, contender, measured }) => {
    const phases = measured.at(-1)?.phases ?? []
    return phases.length === 0
      ? []
      : ['', `${kinds[kind].name}, ${work.label}, ${contender}: where the time goes`, ...linesOfPhases(phases)]
  })

const args = process.argv.slice(2)
if (args.includes('--help')) {
  console.log(usage)
  process.exit(0)
}
const decoded = decodeOptions(args)
const all = E.isRight(decoded) ? decoded.right : refuse(decoded.left, 2)
for (const options of all) await checked(options)
const [{ processes, runs, json, prepare }] = all
const versions = versionsOf(all[0])
if (prepare) {
  for (const options of all) withPrepared(options, versions?.absent ?? {})
  process.exit(0)
}
const rates = []
for await (const rate of productRates(usualSize, { threads: availableParallelism(), runs: 15 })) rates.push(rate)
const on = machine(versions)
const how = { rounds: processes, runs }
console.log([machineLine(on), ceilingLine(rates), howLine(how), ''].join('\n'))

// What was packed by an earlier build is packed anew.
rmSync(packedFolder, { recursive: true, force: true })
mkdirSync(dirname(json), { recursive: true })
const processor = processorOf(on, rates)

/** Saved after each work, so that a run that is cut off leaves what it measured. */
const saved = (tables, options, results) => {
  const table = { options, rows: rowsOf(results, processor), results }
  writeFileSync(json, `${JSON.stringify({ machine: on, rates, how, tables: [...tables, table] }, null, 2)}\n`)
  return table
}

const tables = all.reduce((before, given) => {
  const options = withPrepared(given, versions?.absent ?? {})
  const measure = measuredInTurn(options, tell)
  const results = worksOf(options).reduce((done, work) => {
    const { results: sofar } = saved(before, options, [...done, ...measure(work)])
    return sofar
  }, [])
  return [...before, saved(before, options, results)]
}, [])

for (const { options, rows } of tables)
  console.log(['', kinds[options.kind].name, ...tableOf(rows), ...elsewhereLines(rows)].join('\n'))
for (const { options, results } of tables) for (const line of phaseLines(options, results)) console.log(line)
const notes = tables.flatMap(({ results }) => results.flatMap((result) => result.notes))
console.log(['', ...notes, `Every sample is in ${json}.`].join('\n'))
process.exitCode = notes.length === 0 ? 0 : 1
