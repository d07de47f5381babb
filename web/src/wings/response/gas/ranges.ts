/** What the model allows of each input, by its path, for the fields that show it in another unit. */
import type { ComputedRef, InjectionKey } from 'vue'

export interface Range {
  readonly minimum: number
  readonly maximum: number
}
export const RANGES: InjectionKey<ComputedRef<ReadonlyMap<string, Range>>> = Symbol('ranges')
