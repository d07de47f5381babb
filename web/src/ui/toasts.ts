/** Short news at the foot of the page, with an undo where there is one. */
import { readonly, ref } from 'vue'

export interface Toast {
  readonly key: number
  readonly text: string
  readonly trouble: boolean
  readonly action?: { readonly title: string; readonly run: () => void | Promise<void> }
}

const list = ref<Toast[]>([])
let next = 1
export const toasts = readonly(list)

export function dismiss(key: number): void {
  list.value = list.value.filter((toast) => toast.key !== key)
}

export function say(text: string, options: { trouble?: boolean; action?: Toast['action'] } = {}): void {
  const key = next++
  list.value = [...list.value.slice(-2), { key, text, trouble: options.trouble ?? false, action: options.action }]
  setTimeout(() => dismiss(key), options.action || options.trouble ? 10_000 : 4_000)
}
