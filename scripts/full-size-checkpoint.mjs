// Writes a checkpoint with the names and shapes of a real one and random weights: they make noise, not music, at the real model's speed
// and size. Stable Audio Open 1.0 takes 5.3 GB, its small model 2.5 GB, Stable Audio 3 small 3.5 GB and medium 10.4 GB. The tokenizers
// are toys: those of the fixtures, and for Stable Audio 3 the fixture's with as many pieces as the real one has.
// usage: node scripts/full-size-checkpoint.mjs FOLDER [full-size | full-size-small | full-size-sa3-small | full-size-sa3-medium] [BLOCKS]
// (BLOCKS: of the transformer of Stable Audio 3, if not all; with 2 of them, medium takes 5.1 GB)
import { fileURLToPath } from 'node:url'
import { writeStableAudio3 } from './full-size/stable-audio-3.mjs'
import { writeStableAudioOpen } from './full-size/stable-audio-open.mjs'

const written = {
  'full-size': writeStableAudioOpen,
  'full-size-small': writeStableAudioOpen,
  'full-size-sa3-small': writeStableAudio3,
  'full-size-sa3-medium': writeStableAudio3,
}
const [folder, listed = 'full-size', typed] = process.argv.slice(2)
const blocks = typed === undefined ? undefined : Number(typed)
const isCounted = blocks === undefined || (Number.isInteger(blocks) && blocks > 0 && listed.includes('sa3'))
if (folder === undefined || !Object.hasOwn(written, listed) || !isCounted) {
  console.error(
    `usage: node scripts/full-size-checkpoint.mjs FOLDER [${Object.keys(written).join(' | ')}] [BLOCKS, of Stable Audio 3]`,
  )
  process.exit(2)
}
written[listed](folder, listed, fileURLToPath(new URL('../fixtures/', import.meta.url)), { blocks })
