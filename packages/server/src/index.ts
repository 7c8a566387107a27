/** The studio's server: sounds, renders and their events over HTTP, on one render room. @module */
export type { StudioFarm } from './room/farm/farm-settings.js'
export { type StudioServer, serveStudio } from './serve.js'
export type { StudioOptions } from './studio-options.js'
