/** Under which name the free text of a safetensors file has what a frame is beside its tensors. */
export const frameKey = 'sigmastream.frame'
