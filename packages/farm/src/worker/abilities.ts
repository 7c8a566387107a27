import { readdir, stat } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { generate, version } from '@sigmastream/pipeline'
import { memoryBudget } from '@sigmastream/pipeline/stable-audio'
import type { WorkThread } from '@sigmastream/render-thread'
import { Checkpoint, type Fault } from '@sigmastream/render-thread/wire'
import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { type BitsMaker, bitsClass } from './bits-class.js'
import { measureSpeed } from './probe.js'
import { thisProcessor } from './processor.js'
import type { Abilities } from './worker.js'

/** What a worker is given to work with. */
export interface Equipment {
  /** A thread that is free. */
  readonly thread: WorkThread
  /** The folders of its models, beside the embedded one. */
  readonly folders: readonly string[]
  /** Bytes of memory that its jobs may take together. */
  readonly memory: number
  /** The device that `auto` comes to here, and the version of the engine. */
  readonly device: string
  readonly engine: string | null
  /** A folder for what is under way. */
  readonly scratch: string
  /** Model calls in a second; measured unless it is said, as where nobody asks. */
  readonly speed?: number
}

/** What a worker can do, and where the folders of its models are, by what they are called in each precision. */
export interface Survey {
  readonly abilities: Abilities
  readonly folders: ReadonlyMap<string, string>
}

/** The embedded model's bound on a clip of a few minutes; and what a run takes beside its weights. */
const [embeddedNeed, besideWeights] = [2 ** 29, 2 ** 30]

/** Bytes of a file, or of all files below a folder; 0 of what is not there. */
const bytesOf = async (path: string): Promise<number> => {
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isDirectory()) return found?.size ?? 0
  const sizes = (await readdir(path)).map((name) => bytesOf(join(path, name)))
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** What was found in a folder. */
interface ModelFacts {
  readonly checkpoint: Checkpoint
  readonly need: number
}

const lookInto = (thread: WorkThread, folder: string): TE.TaskEither<Fault, ModelFacts> =>
  pipe(
    TE.Do,
    TE.bind('checkpoint', () => () => thread.run({ _tag: 'Survey', folder }, Checkpoint)),
    TE.bind('need', () => TE.fromTask(async () => besideWeights + (await bytesOf(folder)))),
  )

/**
 * Looks at what a worker has: its models, what they are called in each precision, about how much memory each takes, how fast
 * it is on a fixed probe, and its class. Errors: a folder that is no checkpoint, a probe that fails.
 */
export const surveyAbilities = ({
  thread,
  folders,
  memory,
  device,
  engine,
  scratch,
  speed: told,
}: Equipment): TE.TaskEither<Fault, Survey> =>
  pipe(
    TE.Do,
    TE.bind('known', () =>
      pipe(
        folders,
        TE.traverseSeqArray((folder) => lookInto(thread, folder)),
      ),
    ),
    TE.bind('speed', () => (told === undefined ? measureSpeed(thread, scratch) : TE.right(told))),
    TE.map(({ known, speed }): Survey => {
      const maker: BitsMaker = {
        program: version,
        node: process.versions.node,
        engine,
        device,
        processor: thisProcessor(),
        cores: availableParallelism(),
        memory: memoryBudget(),
      }
      const named = known.flatMap(({ checkpoint: { folder, identities }, need }) =>
        identities.map((identity) => ({ identity, folder, need })),
      )
      const needs = new Map(named.map(({ identity, need }) => [identity, need]))
      return {
        folders: new Map(named.map(({ identity, folder }) => [identity, folder])),
        abilities: {
          models: ['exemplar', ...needs.keys()],
          memory,
          device,
          speed,
          bitsClass: bitsClass({ ...generate, model: 'exemplar' }, maker),
          classOf: (recipe) => bitsClass(recipe, maker),
          needOf: (model) => needs.get(model) ?? embeddedNeed,
        },
      }
    }),
  )
