/** The graded notebook of the course. @module */
export { type Course, type Reference, readCourse } from './course.js'
export {
  type CourseError,
  describeExercisesError,
  type ExercisesError,
  type ModelFailed,
  type NotKept,
  type RunFailed,
} from './errors.js'
export type { FinishedRuns } from './finished-runs.js'
export {
  type ExerciseMask,
  type ExerciseRun,
  gradedMasks,
  gradedRuns,
  type PaintWindow,
  type Question,
  questions,
  type Task,
} from './graded-runs.js'
export { homeworkFile } from './homework-file.js'
export { readLatent, readLatents } from './latent-file.js'
export { exerciseLatents, masksOf } from './masks.js'
export { meanSquaredError } from './mean-squared-error.js'
export type { ExerciseModel } from './model.js'
export * from './notebook-functions.js'
export { notebookMasks, notebookTests } from './notebook-tests.js'
export { chosen, type Exercised, type Exercises, type ExercisesProgress, runExercises } from './run-exercises.js'
export { type ExerciseNoise, type ExerciseSettings, exerciseNoises, gradedSettings } from './settings.js'
