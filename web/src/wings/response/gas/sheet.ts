/** What the printed page says of an assessment. */
import type { useGasTexts } from '@/texts/gas'
import { formatNumber } from '@/ui/number'
import { fullTime } from '@/ui/time'
import { inLanguage, level, metres, seconds } from './format'
import type { GasSheet } from './printGas'
import type { Assessment, Shelter } from './types'
import { windName } from './weather'

type Texts = ReturnType<typeof useGasTexts>
interface Around {
  readonly picture: string
  readonly letters: ReadonlyMap<string, string>
  readonly shelter: Shelter | null
  readonly shelterAt: string
  readonly base: string
  readonly language: 'zh' | 'en'
  readonly printedAt: string
}
const MOST_PLACES = 14

export function sheetOf(of: Assessment, t: Texts, around: Around): GasSheet {
  const weather = of.form.weather as Record<string, number | undefined>
  const inside = of.places.filter((place) => place.zones.length > 0 || of.fires.some((fire) => fire.rings.some((ring) => ring.places_inside.includes(place.key))))
  const wind = `${t.windSpeed} ${formatNumber(weather.wind_speed_m_s)} m/s · ${t.windFromWord(windName(weather.wind_from_deg ?? 270, around.language), Math.round(weather.wind_from_deg ?? 270))} · ${t.stabilityUsed(of.weather.stability ?? '—')}`
  const station = of.form.station
  const latest = [...new Map(of.fires.map((fire) => [fire.model, fire])).values()]
  return {
    title: `${t.title} ${of.number} · ${inLanguage(of.substance)}${of.incident ? ` · ${of.incident.number}` : ''}`,
    facts: [
      `${of.district} ${t.coordinates(of.point.lon.toFixed(4), of.point.lat.toFixed(4))} · ${t.start} ${fullTime(of.started_at)}`,
      `${wind} · ${station ? t.stationUsed(station.name, metres(station.distance_m), station.at ? fullTime(station.at) : '—') : t.weatherTyped}`,
      `${t.theory}：${of.theory_words}`,
      around.shelter ? `${t.stayOrLeave}（${around.shelterAt}，${metres(around.shelter.distance_m)}）：${around.shelter.fire ?? ''} ${around.shelter.advice} ${around.shelter.doubt}` : '',
    ],
    cautionsTitle: t.cautions,
    cautions: of.warnings,
    picture: around.picture,
    tables: [
      {
        title: t.zones,
        head: [t.zone, t.distance, t.when, t.people],
        rows: of.zones.map((one) => [
          `${around.letters.get(one.threshold)} ${t.threshold(one.threshold)} ${formatNumber(one.concentration_mg_m3)} mg/m³${one.current ? `；${t.currentValue(one.current.threshold, formatNumber(one.current.concentration_mg_m3), metres(one.current.distance_m.p50))}` : ''}`,
          one.distance_m.p50 ? `${metres(one.distance_m.p50)}（${one.distance_m.p10 ? metres(one.distance_m.p10) : 0}–${metres(one.distance_m.p90)}）` : t.notReached,
          one.from_s === null ? '—' : `${seconds(one.from_s)}–${seconds(one.until_s)}`,
          String(one.people),
        ]),
      },
      ...latest.map((fire) => ({
        title: `${fire.title}（${fire.derived ? t.derived : t.typedScenario}）`,
        head: [t.ring, t.ringDistance, t.people],
        rows: fire.rings.map((ring) => [
          `${level(ring.threshold, ring.unit)} ${ring.words ?? ''}`,
          ring.distance_m.p50 ? `${metres(ring.distance_m.p50)}（${metres(ring.distance_m.p05)}–${metres(ring.distance_m.p95)}）` : t.notReached,
          String(ring.people.p50),
        ]),
      })),
      {
        title: `${t.peopleInside}${inside.length > MOST_PLACES ? ` ${t.firstOf(MOST_PLACES, inside.length)}` : ''}`,
        head: [t.place, t.people, t.away, t.arrives],
        rows: inside.slice(0, MOST_PLACES).map((place) => [`${place.name} ${place.contact}`, String(place.people), metres(place.distance_m), seconds(place.arrival_s)]),
      },
    ],
    notes: [
      latest.flatMap((fire) => fire.assumptions).join(' '),
      `${t.model(of.model, of.model_version)} · ${of.inputs_sha256.slice(0, 12)}${latest.map((fire) => ` · ${t.model(fire.model, fire.model_version)} ${fire.inputs_sha256.slice(0, 12)}`).join('')} · ${around.base} · ${around.printedAt}`,
    ],
  }
}
