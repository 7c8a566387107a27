import type { Denoiser } from './denoiser.js'
import { type Latent, mustBeLatent, type ReadonlyF32 } from './latent.js'

/** The values of a latent as they were when it was handed over. */
interface HandedLatent {
  readonly what: string
  readonly data: ReadonlyF32
  readonly before: Float32Array
}

const remember = (what: string, { data }: Latent): HandedLatent => ({ what, data, before: data.slice() })

const mustBeUnchanged = ({ what, data, before }: HandedLatent): void => {
  if (!before.every((value, i) => Object.is(value, data[i])))
    throw new Error(`it wrote into ${what}: give a new latent for each call, and change a copy of x`)
}

/** The memory that a latent lies in: two views of one buffer share it. */
const memoryOf = ({ data }: Latent): object => (data instanceof Float32Array ? data.buffer : data)

/**
 * The same model, which rejects, and so is `DenoiserFailed`, where it breaks what latents rest on: that no one writes
 * into them. It says which: the x that it was given, or an answer of an earlier call, whose memory it used again. Each
 * call costs two copies and comparisons of a latent; for tests, and to find out why a result is strange.
 */
export const checkedDenoiser = (denoiser: Denoiser): Denoiser => {
  const answers = new WeakMap<object, readonly HandedLatent[]>()
  let call = 0
  let last: readonly HandedLatent[] = []
  const checked: Denoiser = async (x, sigma, signal, context) => {
    call += 1
    const [question, what] = [remember('the x that it was given', x), `its answer to call ${call}`]
    last.forEach(mustBeUnchanged)
    const answer = mustBeLatent(await denoiser(x, sigma, signal, context))
    const known = answers.get(memoryOf(answer)) ?? []
    for (const one of [question, ...last, ...known]) mustBeUnchanged(one)
    const answered = remember(what, answer)
    if (!known.some(({ data }) => data === answer.data)) answers.set(memoryOf(answer), [...known, answered])
    last = [question, answered]
    return answer
  }
  return denoiser.refusal === undefined ? checked : Object.assign(checked, { refusal: denoiser.refusal })
}
