/**
 * News of what we do ourselves comes back over the live stream while we are still at it.
 *
 * Until the work is done the news waits; then everything is asked for once, not once by the work and once more by the news of each
 * of its steps, beside which the server would also have to compute.
 */
export function ownWork(reload: () => Promise<void>) {
  let under = 0
  let waiting = false

  function end(done: boolean): void {
    under -= 1
    waiting ||= done
    if (under > 0 || !waiting) return
    waiting = false
    void reload()
  }

  return {
    /** Something changed on the server: look now, or when our work is done. */
    async news(): Promise<void> {
      if (under === 0) await reload()
      else waiting = true
    },
    /** Do something that changes what is shown; it is asked for anew when the outermost such work is done. */
    async during<T>(work: () => Promise<T>): Promise<T> {
      under += 1
      let done = false
      try {
        const answer = await work()
        done = true
        return answer
      } finally {
        end(done)
      }
    },
  }
}
