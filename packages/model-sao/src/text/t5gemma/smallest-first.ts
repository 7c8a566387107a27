/** Numbers of which the smallest is taken first: a binary heap in the list that it is given. */
export interface SmallestFirst {
  readonly add: (value: number) => void
  readonly take: () => number | undefined
}

/** An empty one. Adding and taking each take as many steps as there are doublings in what it holds. */
export const smallestFirst = (): SmallestFirst => {
  const heap: number[] = []
  // Places stay below the length of the list.
  const at = (place: number): number => heap[place]!
  const swap = (a: number, b: number): void => {
    const kept = at(a)
    heap[a] = at(b)
    heap[b] = kept
  }
  const smallerChild = (place: number): number => {
    const [left, right] = [2 * place + 1, 2 * place + 2]
    return right < heap.length && at(right) < at(left) ? right : left
  }
  return {
    add: (value) => {
      let place = heap.push(value) - 1
      for (let above = (place - 1) >> 1; place > 0 && at(place) < at(above); above = (place - 1) >> 1) {
        swap(place, above)
        place = above
      }
    },
    take: () => {
      const [first] = heap
      const last = heap.pop()
      if (last !== undefined && heap.length > 0) {
        heap[0] = last
        let place = 0
        for (let child = smallerChild(0); child < heap.length && at(child) < at(place); child = smallerChild(place)) {
          swap(place, child)
          place = child
        }
      }
      return first
    },
  }
}
