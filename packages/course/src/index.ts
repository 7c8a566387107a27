/** The graded notebook of the course. @module */
export { type AnswerRequest, needsModel } from './answers.js'
export { compareTests, type TestComparison } from './compare.js'
export { type CourseFiles, readCourseFiles } from './course.js'
export { type CourseError, describeCourseError } from './errors.js'
export type { CourseEvent, CourseProgress } from './events.js'
export type { FinishedRuns } from './finished-runs.js'
export {
  type CourseQuestion,
  type CourseRun,
  type CourseTask,
  courseQuestions,
  gradedMasks,
  gradedRuns,
} from './graded-runs.js'
export { type Homework, writeHomework } from './homework.js'
export { readLatent } from './latent-file.js'
export { masksOf } from './masks.js'
export type { CourseModel } from './model.js'
export * from './notebook-functions.js'
export { type CourseAnswers, type CourseRequest, runCourse } from './run-course.js'
export { type CourseSettings, courseNoises, gradedSettings } from './settings.js'
