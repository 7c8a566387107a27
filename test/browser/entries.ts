// All that the entries of core and samplers reach: what a page that imports them would load.
export * as core from '@sigmastream/core'
export * as analytic from '@sigmastream/core/analytic'
export * as noise from '@sigmastream/core/noise'
export * as schedules from '@sigmastream/core/schedules'
export * as stream from '@sigmastream/core/stream'
export * as samplers from '@sigmastream/samplers'
