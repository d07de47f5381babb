/** Marks of the language that is read: （…） or " (…)", 甲、乙 or "A, B", 甲：乙 or "A: B". */
import { language } from '@/i18n/language'

const zh = (): boolean => language.value === 'zh'
export const paren = (text: string | number): string => (zh() ? `（${text}）` : ` (${text})`)
export const listed = (texts: readonly string[]): string => texts.join(zh() ? '、' : ', ')
export const named = (name: string, text: string | number): string => name + (zh() ? '：' : ': ') + text
