/** Keys that work on every page. */
import { onBeforeUnmount, onMounted } from 'vue'
import { useRouter } from 'vue-router'
import { isTyping } from '@/ui/listKeys'

const GO: Readonly<Record<string, string>> = {
  d: '/', m: '/map', r: '/registers', i: '/incidents', a: '/gas', s: '/stations', w: '/warnings', u: '/duty', y: '/situations', t: '/inbox', l: '/alarms',
}
/** How long `g` waits for its letter. */
const WAIT_MS = 1_200

export function useShellKeys(act: { search: () => void; help: () => void; mayCreate: () => boolean }): void {
  const router = useRouter()
  let goUntil = 0

  function onKey(event: KeyboardEvent): void {
    if (event.defaultPrevented || isTyping(event)) return
    const going = Date.now() < goUntil
    goUntil = 0
    const to = going ? GO[event.key] : undefined
    if (to) void router.push(to)
    else if (event.key === 'g') goUntil = Date.now() + WAIT_MS
    else if (event.key === '/') act.search()
    else if (event.key === '?') act.help()
    else if (event.key === 'n' && act.mayCreate()) void router.push('/incidents/new')
    else return
    event.preventDefault()
    // A page's own list keys must not hear the letter that followed `g`.
    if (to) event.stopImmediatePropagation()
  }

  // Capture: the frame hears before the page.
  onMounted(() => window.addEventListener('keydown', onKey, true))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey, true))
}
