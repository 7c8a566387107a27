/** Lines in a box of 24 by 24, as the `d` of an SVG path; drawn with round ends, not filled. */
export const icons = {
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M9 5.5v13M15 5.5v13',
  stop: 'M7 7h10v10H7z',
  loop: 'M17 3.5l3 3-3 3M20 6.5H8a4 4 0 0 0-4 4v1M7 20.5l-3-3 3-3M4 17.5h12a4 4 0 0 0 4-4v-1',
  record: 'M12 4a3 3 0 0 1 3 3v4a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v3.5',
  open: 'M12 16V5M8 8.5 12 4.5l4 4M5 15v3a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-3',
  download: 'M12 4.5V16M8 12.5l4 4 4-4M5 15v3a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2v-3',
  keep: 'M5 12.5l4.5 4.5L19 7.5',
  discard: 'M6 6l12 12M18 6L6 18',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 10.5v6M13.5 10.5v6',
  undo: 'M8 5.5 4.5 9 8 12.5M4.5 9H14a5 5 0 0 1 0 10h-4',
  redo: 'M16 5.5 19.5 9 16 12.5M19.5 9H10a5 5 0 0 0 0 10h4',
  fork: 'M4 12h5c4 0 4-6 8-6h3M9 12c4 0 4 6 8 6h3M17.5 3.5 20 6l-2.5 2.5M17.5 15.5 20 18l-2.5 2.5',
  again: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15',
  dice: 'M6 4.5h12A1.5 1.5 0 0 1 19.5 6v12a1.5 1.5 0 0 1-1.5 1.5H6A1.5 1.5 0 0 1 4.5 18V6A1.5 1.5 0 0 1 6 4.5zM8.7 8.7v.01M15.3 8.7v.01M12 12v.01M8.7 15.3v.01M15.3 15.3v.01',
  more: 'M12 5v14M5 12h14',
  name: 'M14.5 6.5l3 3M5 19l1-4L16 5l3 3L9 18z',
  next: 'M9.5 6l6 6-6 6',
  below: 'M6 9.5l6 6 6-6',
  compare: 'M4 6.5h7M4 12h7M4 17.5h7M15 17.5l2.5-11 2.5 11M16 13.5h3',
  gap: 'M4 12h1.5M7.5 9v6M16.5 9v6M18.5 12H20M10.5 4.5v15M13.5 4.5v15',
  keys: 'M4 6.5h16v11H4zM7.5 10h.01M11 10h.01M14.5 10h.01M17 10h.01M8 14h8',
} as const

/** The name of an icon. */
export type IconName = keyof typeof icons
