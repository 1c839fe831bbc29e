// Counts on how much time is left for the person whom a meeting talks about.
//
// The server gives the seconds that are left in data-time-left, and the words; from there on this page
// counts by itself. It never interrupts: the words say kindly that it is time to come to a decision.

const tick = 5000

export function keepTime(root) {
  const loaded = Date.now()
  const ends = new WeakMap()
  setInterval(() => {
    for (const element of root.querySelectorAll('[data-time-left]')) {
      if (!ends.has(element)) {
        // What came with the page began to count with it; what came later begins now.
        const begun = Date.now() - loaded < 2 * tick ? loaded : Date.now()
        ends.set(element, begun + Number(element.dataset.timeLeft) * 1000)
      }
      const words = timeWords(ends.get(element) - Date.now())
      if (element.textContent !== words) element.textContent = words
    }
  }, tick)
}

export function timeWords(left) {
  const minutes = Math.ceil(left / 60000)
  if (minutes > 1) return `About ${minutes} minutes left`
  if (minutes === 1) return 'About a minute left'
  const over = Math.floor(-left / 60000)
  if (over < 1) return 'Time to come to a decision.'
  return `Time to come to a decision. ${over === 1 ? '1 minute' : `${over} minutes`} over`
}
