/** Brackets of the language that is read: （…） or " (…)". */
import { language } from '@/i18n/language'

export const paren = (text: string | number): string => (language.value === 'zh' ? `（${text}）` : ` (${text})`)
