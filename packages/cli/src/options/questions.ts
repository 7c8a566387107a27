import { type CourseQuestion, courseQuestions } from '@sigmastream/course'
import * as t from 'io-ts'

const right = `one or several of ${courseQuestions.join(', ')}, with commas between them`

const isQuestion = (name: unknown): name is CourseQuestion => courseQuestions.some((question) => question === name)

/** Questions of the notebook, written with commas. */
export const questionNames: t.Type<readonly CourseQuestion[], string, unknown> = new t.Type(
  right,
  (value): value is readonly CourseQuestion[] => Array.isArray(value) && value.every(isQuestion),
  (text, context) => {
    const names = typeof text === 'string' ? text.split(',').map((name) => name.trim().toUpperCase()) : []
    return names.length > 0 && names.every(isQuestion) ? t.success(names) : t.failure(text, context, right)
  },
  (names) => names.join(','),
)
