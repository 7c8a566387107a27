import { taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { ParityError } from './errors.js'
import { readIndex } from './index-file.js'
import { compareSamplers } from './kdiffusion/samplers.js'
import type { Report } from './report.js'
import { compareOtherSamplers } from './samplers-extra/samplers.js'

/** What tells the two forms of an index apart: k-diffusion's runs name a sampler, the others the function recorded. */
const Form = t.type({ runs: t.record(t.string, t.partial({ reference: t.unknown })) })

/** Every run of a folder, whichever form its `samplers.json` has. */
export const compareRecordedSamplers = (folder: string): TE.TaskEither<ParityError, Report> =>
  pipe(
    readIndex(`${folder}/samplers.json`, Form),
    TE.flatMap(({ runs }) =>
      Object.values(runs).some((run) => run.reference !== undefined)
        ? compareOtherSamplers(folder)
        : compareSamplers(folder),
    ),
  )
