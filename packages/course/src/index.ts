/** The graded notebook of the course. @module */
export { type AnswerRequest, needsModel } from './answers.js'
export { compareTests, type TestComparison } from './compare.js'
export { type CourseFiles, type CourseReference, readCourseFiles } from './course.js'
export {
  type CourseError,
  type CourseFileError,
  type CourseRunFailed,
  describeCourseError,
  type ModelFailed,
  type NotKept,
} from './errors.js'
export type { CourseEvent, CourseProgress } from './events.js'
export type { FinishedRuns } from './finished-runs.js'
export {
  type CourseMask,
  type CourseQuestion,
  type CourseRun,
  type CourseTask,
  courseQuestions,
  gradedMasks,
  gradedRuns,
  type PaintWindow,
} from './graded-runs.js'
export { type Homework, writeHomework } from './homework.js'
export { homeworkFile } from './homework-file.js'
export { readLatent, readLatents } from './latent-file.js'
export { courseLatents, masksOf } from './masks.js'
export { meanSquaredError } from './mean-squared-error.js'
export type { CourseModel } from './model.js'
export * from './notebook-functions.js'
export { notebookMasks, notebookTests } from './notebook-tests.js'
export { type CourseAnswers, type CourseRequest, runCourse, selectRuns } from './run-course.js'
export { type CourseNoise, type CourseSettings, courseNoises, gradedSettings } from './settings.js'
