import type { MemoryNeeds } from '@sigmastream/pipeline'
import { type task as T, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { askedOf, isSame, type LoadedModel, type LoadModel, lentModel } from './loaded-model.js'

/** A model for one errand. */
export interface ModelLoan {
  /** Loads what the errand asks for. Nothing of its weights is read before it begins. */
  readonly load: LoadModel
  /**
   * Comes before a run, of which is known what it takes, and what it may take, in bytes. The model that is kept is computed
   * with where it is the one that was asked for. It is closed where another was, and where it and the run are more than
   * there is memory for.
   */
  readonly begin: (needs: MemoryNeeds | null, memory: number) => T.Task<void>
  /** Comes after it. Where it failed the model may be why, and is not kept. */
  readonly end: (wentWell: boolean) => T.Task<void>
}

/** Keeps the model that was computed with last, so that the next errand that asks for the same does not load it again. */
export interface ModelKeeper {
  readonly lend: () => ModelLoan
  /** Closes the model that is kept, if one is. */
  readonly release: T.Task<void>
}

/** How a model is kept. */
export interface KeeperOptions {
  /** `loadStableAudio` unless it is given. */
  readonly load?: LoadModel
  /** After how many milliseconds in which nothing asks for it the model is closed. */
  readonly idle?: number
  /** Told how many bytes the model takes that is kept, where that is another number than before. */
  readonly tell?: (held: number) => void
  /** How many bytes the process takes. */
  readonly taken?: () => number
}

/**
 * Five minutes: who hears a take and thinks about the next one need not wait for the model again, and who has gone has the
 * memory back, which may be half of the machine's.
 */
const usualIdle = 5 * 60_000

/** What computes is loaded when it is first needed. */
const loadLater: LoadModel = (folder, options) => async () => {
  const { loadStableAudio } = await import('@sigmastream/model-sao')
  return loadStableAudio(folder, options)()
}

/** The model that is kept: what is predicted to be taken whatever is run with it, and the most of all that was run. */
interface KeptModel {
  readonly loaded: LoadedModel
  readonly model: number
  peak: number
}

interface KeeperState {
  kept: KeptModel | null
  held: number
  /** The least that the process took before a model was opened: without the engine, which is in what a run is to take. */
  least: number
  timer: NodeJS.Timeout | undefined
  closing: Promise<void>
}

/** See `ModelKeeper`. */
export const modelKeeper = ({
  load = loadLater,
  idle = usualIdle,
  tell = () => undefined,
  taken = () => process.memoryUsage.rss(),
}: KeeperOptions = {}): ModelKeeper => {
  const state: KeeperState = {
    kept: null,
    held: 0,
    least: Infinity,
    timer: undefined,
    closing: Promise.resolve(),
  }

  const hold = (bytes: number): void => {
    if (bytes !== state.held) tell(bytes)
    state.held = bytes
  }

  const release: T.Task<void> = () => {
    const { kept } = state
    state.kept = null
    if (kept !== null) state.closing = kept.loaded.model.close().then(() => hold(0))
    return state.closing
  }

  const lend = (): ModelLoan => {
    let own: LoadedModel | null = null
    let begun = false
    return {
      load: (folder, options) => {
        const asked = askedOf(folder, options)
        const isAuto = options.precision === 'auto'
        const before = state.kept?.loaded
        // chosen anew, it would miss the memory that the kept one has
        const chosen = isAuto && before?.isAuto === true && before.asked === asked ? before.model.precision : null
        return pipe(
          load(folder, chosen === null ? options : { ...options, precision: chosen }),
          TE.map((model) => {
            const loaded: LoadedModel = { asked, isAuto, model, isOpen: false }
            own = loaded
            return lentModel(model, () => own ?? loaded)
          }),
        )
      },
      begin: (needs, memory) => async () => {
        clearTimeout(state.timer)
        await state.closing
        begun = true
        const { kept } = state
        if (kept !== null) {
          const isAsked = own !== null && isSame(own, kept.loaded)
          const more = needs === null ? 0 : needs.peak - (isAsked ? needs.model : 0)
          if ((own !== null && !isAsked) || more > memory - state.held) await release()
        }
        if (own === null) return
        if (state.kept === null) state.least = Math.min(state.least, taken())
        state.kept ??= { loaded: own, model: needs?.model ?? 0, peak: 0 }
        state.kept.peak = Math.max(state.kept.peak, needs?.peak ?? Infinity)
        own = state.kept.loaded
      },
      end: (wentWell) => async () => {
        const { kept } = state
        if (!begun || kept === null) return
        begun = false
        if (own !== null) {
          if (!wentWell || !own.isOpen) return release()
          // a run leaves more than weights: engines keep what they computed in
          hold(Math.min(kept.peak, Math.max(kept.model, taken() - state.least)))
        }
        state.timer = setTimeout(() => void release(), idle)
        state.timer.unref()
      },
    }
  }

  return { lend, release }
}
