// What so many machines and so many clips would ask of a farm, from what was measured: nothing here was run at that size.

/** What a worker does by itself, as the farm has it: steps told of in a second at most, and looks for work in a second. */
const [eventsOfWorker, looksOfWorker] = [10, 1 / 5]

const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`
const duration = (seconds) =>
  seconds < 7200 ? `${(seconds / 60).toFixed(0)} minutes` : `${(seconds / 3600).toFixed(0)} hours`

/** Machines, clips, seconds of a render, and seconds of a clip, which is stereo of 44.1 kHz and 16 bits. */
export const onPaper = (
  { machines, clips, render, seconds },
  { endsASecond, submitsASecond, eventsASecond, looksASecond, bytesOfJob, requestsOfJob },
  row,
) => {
  const made = machines / render
  const bytesOfClip = seconds * 44_100 * 2 * 2
  const events = machines * eventsOfWorker
  const looks = machines * (looksOfWorker + 1 / render)
  const share = (part, whole) => `${((100 * part) / whole).toFixed(1)} % of what was measured`
  row('all is made in', duration(clips / made))
  row('sent in, by one submitter', duration(clips / submitsASecond))
  row('jobs that end in a second', `${made.toFixed(1)}, ${share(made, endsASecond)}`)
  row('events in a second, at most', `${events}, ${share(events, eventsASecond)}`)
  row('looks for work in a second', `${looks.toFixed(0)}, ${share(looks, looksASecond)}`)
  row('memory of the engine, all clips waiting', gigabytes(clips * bytesOfJob))
  row('requests to the store in a second', (made * requestsOfJob).toFixed(0))
  row('results in the store', gigabytes(clips * bytesOfClip))
  row('network into the store', `${((made * bytesOfClip * 8) / 1e6).toFixed(0)} Mbit/s`)
  // each is at its end with so many machines
  const ends = [
    ['the engine, by jobs that end', endsASecond * render],
    ['the engine, by events', eventsASecond / eventsOfWorker],
    ['the engine, by looks for work', looksASecond / (looksOfWorker + 1 / render)],
    ['a network of 1 Gbit/s into the store', (1e9 / 8 / bytesOfClip) * render],
  ].toSorted(([, one], [, other]) => one - other)
  for (const [what, count] of ends) row(`at its end: ${what}`, `with ${Math.floor(count)} machines`)
}
