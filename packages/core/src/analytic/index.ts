/** Denoisers in closed form, and the flows that they give. @module */
export {
  gaussianDenoiser,
  gaussianFlow,
  linearDenoiser,
  linearFlow,
  type Mixture,
  mixtureDenoiser,
  pointDenoiser,
  pure,
} from './denoisers.js'
