// The runs that the docs tell of.

const once = ['--processes', '1', '--runs', '1']

/** @type {Readonly<Record<string, { readonly command: 'bench:sao' | 'bench:profile', readonly args: readonly string[] }>>} */
export const docsRuns = {
  'sa3-small': {
    command: 'bench:sao',
    args: ['--model-kind', 'sa3-small', '--parts', 'dit,text,decode,clip', ...once, '--peer'],
  },
  'sa3-medium': {
    command: 'bench:sao',
    args: [
      ...['--model-kind', 'sa3-medium', '--parts', 'dit,clip', ...once],
      ...['--peers', 'torch-fp32,torch-bf16,torch-int8'],
    ],
  },
  'sa3-medium-decode': {
    command: 'bench:sao',
    args: ['--model-kind', 'sa3-medium', '--parts', 'decode', '--precision', 'fp32', ...once],
  },
  '1.0': {
    command: 'bench:sao',
    args: ['--model-kind', '1.0', '--parts', 'dit,text,decode', '--frames', '128', ...once, '--peer'],
  },
  profile: {
    command: 'bench:profile',
    args: ['--model-kind', '1.0,sa3-small', '--frames', '128', '--precision', 'fp32,int8'],
  },
}

/** Where a run leaves what it measured. @param {string} name */
export const measuredFile = (name) => `.bench/docs/${name}.${docsRuns[name].command === 'bench:sao' ? 'json' : 'md'}`
