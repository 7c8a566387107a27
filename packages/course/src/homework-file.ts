import type { Latent } from '@sigmastream/core'
import { pickleDict, pickleList, pickleNumpyArray, pickleOf } from '@sigmastream/tensor-files'
import { courseQuestions } from './graded-runs.js'

/**
 * The bytes of `homework4.pkl`: the dictionary that the notebook pickles, from each question that has answers to the
 * list of them as float32 arrays `[1, channels, frames]`. `answers` are by name (`Q3.2`), those of one question in
 * their order. Python's `pickle.load` needs nothing but NumPy, 1 or 2.
 */
export const homeworkFile = (answers: ReadonlyMap<string, Latent>): Uint8Array =>
  pickleOf(
    pickleDict(
      courseQuestions.flatMap((question) => {
        const own = [...answers]
          .filter(([name]) => name.startsWith(`${question}.`))
          .map(([, answer]) => pickleNumpyArray(answer))
        return own.length === 0 ? [] : [[question, pickleList(own)] as const]
      }),
    ),
  )
