/** What the commands do that more than one list has. */
export const summaries = {
  generate: 'make sound from a prompt, with Stable Audio',
  inpaint: 'fill a gap in a recording',
  loop: 'make a clip go round, without a break',
  restyle: 'make a clip over in the style of others',
  vary: 'make variations of a clip',
  edit: 'change what is heard in a recording from one prompt to another, with Stable Audio',
  extend: 'let a recording go on, or begin earlier',
}
