import { batchItem, build, combine, type Latent, messageOf, type Refused } from '@sigmastream/core'
import { type Checkpoint, type Conditioning, type Dit, localConditioning, openDit } from '@sigmastream/model-sao/parts'
import { either as E, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import { compareTensor, type Golden, matchesOf, need, needLatent } from './golden.js'
import { guidedNetwork, type Strength } from './guided-network.js'
import { type ComparisonTask, type Part, type PartError, THREADS } from './part.js'
import { recordedConditioning } from './recorded-conditioning.js'

/** What beside the text a name says: what is there already, padding, guidance, what of it is projected, and rescaling. */
const NAME =
  /^dit\.(?=inpaint|padded|cfg[\d.]+_apg)(inpaint|padded)?_?(?:cfg([\d.]+?))?(?:_apg([\d.]+?))?(?:_phi([\d.]+?))?(_negative)?\.out$/

const VALID_ONLY = 'dit.valid_only.out'

const INPUTS = /^(?:padding_mask|inpaint\.(?:mask|source|local_add_cond))$/

/** How many frames of each item are sound, by a recorded mask. Refused where there is none. */
const validIn = (golden: Golden, name: string): E.Either<Refused, readonly number[]> =>
  pipe(
    need(golden, name),
    E.map(({ shape: [items = 0, frames = 0], data }) =>
      Array.from(
        { length: items },
        (_, i) => [...data.subarray(i * frames, (i + 1) * frames)].filter((one) => one > 0).length,
      ),
    ),
  )

/** What is told beside the text. */
type FrameHints = Pick<Conditioning, 'local' | 'padding'>

const toldBy = (golden: Golden, what: string | undefined): E.Either<Refused, FrameHints> => {
  switch (what) {
    case 'inpaint':
      return pipe(
        need(golden, 'inpaint.local_add_cond'),
        E.map(({ shape, data }) => ({ local: { dims: shape, data } })),
      )
    case 'padded':
      return pipe(
        validIn(golden, 'padding_mask'),
        E.map((valid) => ({ padding: { valid, keys: 'counted' } })),
      )
    default:
      return E.right({})
  }
}

interface Question {
  readonly name: string
  readonly told: E.Either<Refused, FrameHints>
  readonly strength: Strength
  readonly negative: boolean
  /** The part of the answer that is recorded. */
  readonly kept: (answer: Latent) => E.Either<Refused, Latent>
}

const all: Question['kept'] = (answer) => E.right(answer)

const plain: Strength = { scale: 1, phi: 0, projected: 0 }

/** Guidance is projected unless a name says how much. */
const questions = (golden: Golden): readonly Question[] => [
  ...matchesOf(golden, NAME).map(([name, what, scale = '1', projected = '1', phi = '0', negative]) => ({
    name,
    told: toldBy(golden, what),
    strength: { scale: Number(scale), phi: Number(phi), projected: Number(projected) },
    negative: negative !== undefined,
    kept: all,
  })),
  ...(golden.tensors.has(VALID_ONLY)
    ? [
        {
          name: VALID_ONLY,
          told: pipe(
            validIn(golden, 'padding_mask'),
            E.map((valid): FrameHints => ({ padding: { valid, keys: 'left-out' } })),
          ),
          strength: plain,
          negative: false,
          // The second item, without what is behind its end.
          kept: (answer: Latent) =>
            pipe(
              needLatent(golden, VALID_ONLY),
              E.map(({ shape: [, channels, frames] }) => {
                const item = batchItem(answer, 1)
                return build([1, channels, frames], (out) => {
                  for (let row = 0; row < channels; row++) {
                    const start = row * item.shape[2]
                    out.set(item.data.subarray(start, start + frames), row * frames)
                  }
                })
              }),
            ),
        },
      ]
    : []),
]

const noSignal = new AbortController().signal

const answer =
  (dit: Dit, golden: Golden) =>
  ({ name, told, strength, negative, kept }: Question): ComparisonTask =>
    pipe(
      TE.Do,
      TE.bindW('x', () => TE.fromEither<PartError, Latent>(needLatent(golden, 'dit.x'))),
      TE.bindW('t', () => TE.fromEither(need(golden, 'dit.t'))),
      TE.bindW('network', () =>
        TE.fromEither(
          pipe(
            E.Do,
            E.bind('text', () => recordedConditioning(golden, { scale: 1 }, negative)),
            E.bind('beside', () => told),
            E.flatMap(({ text, beside }) => guidedNetwork(dit, { ...text, ...beside }, strength)),
          ),
        ),
      ),
      TE.flatMap(({ x, t, network }) =>
        TE.tryCatch(
          () => network(x, [...t.data], noSignal),
          (cause): PartError => ({ _tag: 'RunFailed', message: messageOf(cause), expected: [] }),
        ),
      ),
      TE.flatMapEither((latent): E.Either<PartError, Latent> => kept(latent)),
      TE.map(({ data }) => compareTensor(golden, name, data)),
    )

/** What each frame is told, of a recorded mask, which is 1 where something is kept, and a recorded source. */
const compareLocal = (dit: Dit, golden: Golden): ComparisonTask =>
  golden.tensors.has('inpaint.local_add_cond')
    ? pipe(
        E.Do,
        E.bind('mask', () => needLatent(golden, 'inpaint.mask')),
        E.bind('source', () => needLatent(golden, 'inpaint.source')),
        E.flatMap(({ mask, source }) =>
          E.traverseArray((item: number) => {
            const kept = batchItem(mask, item)
            const given = { mask: build(kept.shape, (out) => out.fill(1)), source: batchItem(source, item) }
            return localConditioning({ ...given, mask: combine([1, given.mask], [-1, kept]) }, dit.config.localDim, 1)
          })(Array.from({ length: mask.shape[0] }, (_, item) => item)),
        ),
        TE.fromEither,
        TE.mapLeft((error): PartError => error),
        TE.map((told) =>
          compareTensor(
            golden,
            'inpaint.local_add_cond',
            told.flatMap(({ data }) => [...data]),
          ),
        ),
      )
    : TE.right([])

/** The network of Stable Audio 3 told what is there already, told of padding, and guided as its authors guide it. */
export const toldNetwork: Part = {
  knows: (name) => NAME.test(name) || INPUTS.test(name) || name === VALID_ONLY,
  compare: ({ weights, partConfigs: { dit: config } }: Checkpoint, golden) =>
    questions(golden).length === 0
      ? TE.right([])
      : TE.bracket(
          pipe(
            openDit({ config, weights, threads: THREADS }),
            TE.mapLeft((error): PartError => error),
          ),
          (dit) =>
            pipe(
              TE.sequenceSeqArray([...questions(golden).map(answer(dit, golden)), compareLocal(dit, golden)]),
              TE.map(RA.flatten),
            ),
          (dit) => TE.fromTask(dit.close),
        ),
}
