import { type Answer, build, type Denoiser, type FrameRange, type Latent, type Slot, slotLens } from '@sigmastream/core'
import { type Law, windowLaws } from '../src/index.js'
import type { Mutant } from './mutant.js'

const slots = slotLens<readonly (Slot | null)[]>('mutant', (state): state is readonly (Slot | null)[] =>
  Array.isArray(state),
)

/** What a window says of an element, and how far into the window its frame is, 0 to 1. */
interface Said {
  readonly value: number
  readonly place: number
}

/** The parts of which windows are made. */
interface Parts {
  /** Frames of silence that a window is filled up with. */
  readonly padding: number
  /** Which of the states of all windows a window is told. */
  readonly stateOf: (window: number) => number
  readonly blend: (said: readonly Said[]) => number
}

/** The mean in a form that leaves equal values as they are. */
const mean = (said: readonly Said[]): number =>
  said.reduce((before, { value }, i) => (i === 0 ? value : before + (value - before) / (i + 1)), 0)

const sound: Parts = { padding: 0, stateOf: (window) => window, blend: mean }

/** Frames of a latent, and behind them so many of silence. */
const cut = (
  { shape: [batch, channels, frames], data }: Latent,
  { start, end }: FrameRange,
  padding: number,
): Latent => {
  const length = end - start + padding
  return build([batch, channels, length], (out) => {
    for (let row = 0; row < batch * channels; row++)
      out.set(data.slice(row * frames + start, row * frames + end), row * length)
  })
}

const joinParts = (
  [batch, channels, frames]: Latent['shape'],
  windows: readonly FrameRange[],
  answers: readonly Latent[],
  { blend }: Parts,
): Latent =>
  build([batch, channels, frames], (out) =>
    out.forEach((_, at) => {
      const [row, frame] = [Math.floor(at / frames), at % frames]
      const said = windows.flatMap(({ start, end }, w): readonly Said[] => {
        const { shape, data } = answers[w]! // one for each window
        const inside = frame - start
        return start <= frame && frame < end
          ? [{ value: data[row * shape[2] + inside]!, place: (inside + 0.5) / (end - start) }] // inside the window
          : []
      })
      out[at] = blend(said)
    }),
  )

/** Windows as they should be, but for some parts. */
const windowedWith =
  (parts: Parts) =>
  (model: Denoiser, windows: readonly FrameRange[]): Denoiser =>
  async (x, sigma, signal, context) => {
    const states = slots.get({ slot: context?.slot ?? null }) ?? []
    const answers: Answer[] = []
    for (const [w, range] of windows.entries()) {
      const told = { slot: states[parts.stateOf(w)] ?? null, unconditional: true }
      answers.push(await model(cut(x, range, parts.padding), sigma, signal, told))
    }
    const unconditional = answers.map((answer) => answer.unconditional ?? answer)
    return {
      ...joinParts(x.shape, windows, answers, parts),
      unconditional: joinParts(x.shape, windows, unconditional, parts),
      slot: slots.of(answers.map(({ slot }) => slot ?? null)),
    }
  }

/** Windows as they should be. */
export const soundWindowed = windowedWith(sound)

const lawsOf = (parts: Partial<Parts>): readonly Law[] =>
  windowLaws({ name: 'mutant', windowed: windowedWith({ ...sound, ...parts }) })

/** Windows that are wrong in one thing. */
export const windowsMutants: readonly Mutant[] = [
  {
    wrong: 'a window that is filled up with silence',
    laws: lawsOf({ padding: 1 }),
    breaks: 'one window is the plain denoiser, bit for bit',
    says: /call \d.*: .* is not/,
  },
  {
    wrong: 'windows that fade in and out where there is no other',
    laws: lawsOf({
      blend: (said) => said.reduce((sum, { value, place }) => sum + value * Math.sin(Math.PI * place) ** 2, 0),
    }),
    breaks: 'where one window alone covers a frame, its answer passes unchanged, bit for bit',
    says: /window \d+, call \d.*: .* is not/,
  },
  {
    wrong: 'windows that are all told what the first has left',
    laws: lawsOf({ stateOf: () => 0 }),
    breaks: 'where one window alone covers a frame, its answer passes unchanged, bit for bit',
    says: /window \d+, call 1.*: .* is not/,
  },
  {
    wrong: 'a mean whose parts are rounded before they are added up',
    laws: lawsOf({
      blend: (said) => said.reduce((sum, { value }) => Math.fround(sum + Math.fround(value / said.length)), 0),
    }),
    breaks: 'equal answers blend to that answer, bit for bit',
    says: /call \d.*: .* is not/,
  },
]
