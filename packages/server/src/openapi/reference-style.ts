import type { Html } from './html.js'

/** How the reference looks: one column beside its contents, light or dark as the reader has it, down to a phone. */
export const style: Html = {
  html: `
:root { color-scheme: light dark; --line: light-dark(#d8d8d4, #3a3a38); --soft: light-dark(#f4f4f1, #232322); --link: light-dark(#0b57a4, #8ab8ee); }
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: minmax(12rem, 17rem) minmax(0, 1fr); font: 1rem/1.5 system-ui, sans-serif;
  background: light-dark(#fff, #191918); color: light-dark(#1c1c1a, #ececea); }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1rem 1.25rem; border-right: 1px solid var(--line); font-size: .9rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav h2 { font-size: 1rem; margin: 1rem 0 .25rem; }
main { padding: 1rem clamp(1rem, 4vw, 3rem) 4rem; max-width: 68rem; }
section { border-top: 1px solid var(--line); padding: .5rem 0 1rem; scroll-margin-top: 1rem; }
a { color: var(--link); }
nav a { display: block; }
h3::first-letter, nav a::first-letter { text-transform: uppercase; }
code { font: .92em ui-monospace, monospace; background: var(--soft); padding: .1em .3em; border-radius: .2em; overflow-wrap: anywhere; }
.route { display: inline-block; padding: .3em .6em; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); font-weight: normal; overflow-wrap: anywhere; }
tr > th { width: 12rem; }
i { opacity: .75; font-size: .85em; }
@media (max-width: 45rem) { body { display: block; } nav { position: static; height: auto; border: 0; } td, th { display: block; width: auto; border: 0; padding: .1rem 0; } tr { display: block; border-bottom: 1px solid var(--line); padding: .4rem 0; } }
`,
}
