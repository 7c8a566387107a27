// Stable Audio Open at its real size, part by part: time, memory, and, with --peer, the same work in PyTorch.
// usage: npm run bench:sao -- [OPTION ...]     (see options.mjs, or --help; with --peer everything takes about an hour)
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeStableAudioError, loadStableAudio } from '@sigmastream/model-sao'
import { either as E } from 'fp-ts'
import { packedFolder, preparedPeer } from './contender.mjs'
import { kinds } from './kinds.mjs'
import { machine } from './machine.mjs'
import { decodeOptions, usage } from './options.mjs'
import { measuredInTurn } from './rounds.mjs'
import { rowsOf } from './rows.mjs'
import { howLine, machineLine, tableOf } from './table.mjs'
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

/** Versions of the peer's packages, if it is asked for; everything that can be refused is refused here. */
const prepared = async ({ kind, model, peer, python }) => {
  const real = kinds[kind]
  if (model === real.folder && !existsSync(model)) made(real)
  const loaded = await loadStableAudio(model)()
  if (E.isLeft(loaded)) return refuse(`--model ${model}: ${describeStableAudioError(loaded.left)}`, 2)
  const { latentChannels, frameSamples, maxFrames } = loaded.right.geometry
  await loaded.right.close()
  if (!peer) return undefined
  if (latentChannels !== 64 || frameSamples !== 2048 || maxFrames !== real.frames) {
    return refuse(`--peer is of the size of Stable Audio Open ${kind}, and ${model} is not: leave one of both out`, 2)
  }
  const versions = preparedPeer(python, kind)
  return E.isRight(versions) ? versions.right : refuse(`--peer: ${versions.left}`, 2)
}

const args = process.argv.slice(2)
if (args.includes('--help')) {
  console.log(usage)
  process.exit(0)
}
const decoded = decodeOptions(args)
const options = E.isRight(decoded) ? decoded.right : refuse(decoded.left, 2)
const on = machine(await prepared(options))
const how = { rounds: options.processes, runs: options.runs }
console.log(`${machineLine(on)}\n${howLine(how)}\n`)

// What was packed by an earlier build is packed anew.
rmSync(packedFolder, { recursive: true, force: true })
const measure = measuredInTurn(options, kinds[options.kind].peerFolder, tell)
mkdirSync(dirname(options.json), { recursive: true })

/** Saved after each work, so that a run that is cut off leaves what it measured. */
const saved = (results) => {
  const report = { machine: on, how, options, rows: rowsOf(results), results }
  writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
  return results
}
const results = worksOf(options).reduce((before, work) => saved([...before, ...measure(work)]), [])

const notes = results.flatMap((result) => result.notes)
console.log(['', ...tableOf(rowsOf(results)), '', ...notes, `Every sample is in ${options.json}.`].join('\n'))
process.exitCode = notes.length === 0 ? 0 : 1
