import type { Folder } from '@sigmastream/checkpoint'
import { either as E, taskEither as TE } from 'fp-ts'
import { pipe } from 'fp-ts/lib/function.js'
import type { CheckpointError } from '../errors.js'
import type { Survey } from '../survey.js'
import { readConfig } from '../text-files.js'
import { missingPart } from './folders.js'
import { isStableAudio3, MODEL_INDEX } from './model-index.js'
import { surveySa3 } from './sa3/survey.js'
import { surveySao } from './sao/survey.js'

/** The layout of diffusers, a folder for each part, of the pipeline that its `model_index.json` names. */
export const surveyDiffusers = (root: Folder): TE.TaskEither<CheckpointError, Survey> =>
  pipe(
    TE.fromTask(readConfig(root, MODEL_INDEX, missingPart(root, 'configuration', MODEL_INDEX))),
    TE.flatMap((index) => (E.exists(isStableAudio3)(index) ? surveySa3 : surveySao)(root, index)),
  )
