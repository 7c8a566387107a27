// The runs that the docs tell of.

/** @typedef {{ readonly command: 'bench:sao' | 'bench:profile', readonly args: readonly string[] }} DocsRun */

/** A measurement of each, once: there are many. */
const measured = (line) => ({ command: 'bench:sao', args: `${line} --processes 1 --runs 1`.split(' ') })

/** What matters most comes first. @type {Readonly<Record<string, DocsRun>>} */
export const docsRuns = {
  'sa3-small': measured('--model-kind sa3-small --parts dit,text,decode,clip --peer'),
  '1.0': measured('--model-kind 1.0 --parts dit,decode,start --frames 128 --peer'),
  '1.0-long': measured('--model-kind 1.0 --parts dit,decode --frames 1024 --peer'),
  '1.0-clip': measured('--model-kind 1.0 --parts clip --peers torch-fp32,openvino-int8'),
  profile: {
    command: 'bench:profile',
    args: '--model-kind 1.0,sa3-small --frames 128 --precision fp32,int8'.split(' '),
  },
  'sa3-medium': measured('--model-kind sa3-medium --parts dit,clip --peers torch-fp32,torch-bf16,torch-int8'),
  'sa3-medium-decode': measured('--model-kind sa3-medium --parts decode --precision fp32'),
}

/** Where a run leaves what it measured. @param {string} name */
export const measuredFile = (name) => `.bench/docs/${name}.${docsRuns[name].command === 'bench:sao' ? 'json' : 'md'}`
