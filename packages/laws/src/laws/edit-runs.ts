import { type Denoiser, fromLatent, type Latent } from '@sigmastream/core'
import { mustHaveSameFrames } from '../compare.js'
import { law, refute } from '../law.js'
import { record } from '../record.js'
import { engineOf, planOf } from '../scene.js'
import { stepSubject } from '../subject.js'
import { type Edit, type EditingLaw, type EditingSubject, edits, noiseOf, sidesOf, zeros } from './editing.js'

/** The run of an edit, from no change at all. */
const editRun = ({ step }: EditingSubject, { scene, reference }: Edit, denoiser: Denoiser) =>
  record(
    { ...planOf(stepSubject('edit', step), scene), start: fromLatent(zeros(reference)) },
    { ...engineOf(scene), denoiser },
  )

/** Ends a law unless the edit is 0 at each element that `where` picks. */
const mustBeZero = (what: string, { data }: Latent, where: (element: number) => boolean): void => {
  const element = [...data].findIndex((value, i) => value !== 0 && where(i))
  if (element !== -1) refute(`${what}: ${data[element]} at element ${element}`)
}

/** What is to be is what is heard: nothing changes. */
export const sameSides: EditingLaw = (subject) =>
  law(`${subject.name}: the same model on both sides leaves an edit at 0, bit for bit`, edits, async (edit) => {
    const [source] = sidesOf(edit)
    const denoiser = subject.editing(source, source, edit.reference, noiseOf(edit.scene))
    for (const { at, carry } of await editRun(subject, edit, denoiser))
      mustBeZero(`the edit after interval ${at.index}`, carry.x, () => true)
  })

/** A mask inside the edit keeps the recording in every frame of the run. */
export const outsideMask: EditingLaw = (subject) =>
  law(`${subject.name}: where the mask is 0 an edit is 0 throughout`, edits, async (edit) => {
    const denoiser = subject.editing(...sidesOf(edit), edit.reference, noiseOf(edit.scene))
    for (const { at, carry } of await editRun(subject, edit, subject.masked(denoiser, edit.mask)))
      mustBeZero(`the edit after interval ${at.index}`, carry.x, (i) => edit.mask.data[i] === 0)
  })

/** A mask that lets all through is none. */
export const editMaskOfOnes: EditingLaw = (subject) =>
  law(`${subject.name}: a mask of ones leaves an edit as it is, bit for bit`, edits, async (edit) => {
    const denoiser = subject.editing(...sidesOf(edit), edit.reference, noiseOf(edit.scene))
    const ones = { shape: edit.scene.shape, data: edit.mask.data.slice().fill(1) }
    mustHaveSameFrames(
      'the edit in a mask of ones, and without',
      await editRun(subject, edit, subject.masked(denoiser, ones)),
      await editRun(subject, edit, denoiser),
    )
  })
