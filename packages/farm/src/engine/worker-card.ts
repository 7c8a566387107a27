import * as t from 'io-ts'

/** What a worker says of itself when it comes, and again every few seconds. */
export const WorkerCard = t.type({
  /** Its name: of its machine, with something that tells two on one machine apart. */
  id: t.string,
  /** The identities of the models that it can run, the embedded one as `exemplar`. */
  models: t.readonlyArray(t.string),
  /** Bytes of memory that its jobs may take together. */
  memory: t.number,
  /** What it computes with: `cpu`, or the device of the model. */
  device: t.string,
  /** The class of machines that make the same bits: see `bitsClass`. */
  bitsClass: t.string,
  /** Model calls in a second on a fixed probe, measured when it came. */
  speed: t.number,
  /** The ids of the jobs that it has. */
  jobs: t.readonlyArray(t.string),
  /** Milliseconds since 1970. */
  at: t.number,
})

/** See the codec of the same name. */
export type WorkerCard = Readonly<t.TypeOf<typeof WorkerCard>>
