/** The studio's server. @module */
export { routes } from './api/index.js'
