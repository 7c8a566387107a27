export { orThrow } from '../or-throw.js'
