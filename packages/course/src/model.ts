import type { StableAudio } from '@sigmastream/model-sao'

/** What the course asks of a model: a loaded `StableAudio` has it. */
export type CourseModel = Pick<StableAudio, 'geometry' | 'denoiser' | 'encode'>
