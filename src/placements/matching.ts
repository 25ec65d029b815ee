// Which sessions fit a person: by skills, distance and free days. Pure. Reads what the person typed and nothing about who
// they are: no cause and no special-category fact raises or lowers a score.
import type { Offer } from './placement-store.ts'

/** A place on the globe, in degrees. */
export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/** What fits whom. */
export interface Seeker {
  readonly skills: ReadonlySet<string>
  /** Where the person works; null where unknown, then distance neither counts nor excludes. */
  readonly place: Place | null
  /** Farthest the person would go, in kilometres. */
  readonly withinKilometres: number
}

/** An offer with how well it fits, and why. */
export interface Match {
  readonly offer: Offer
  /** Thousandths from 0 to 1000: half for skills, three tenths for nearness, two tenths for how soon. */
  readonly score: number
  readonly sharedSkills: readonly string[]
  readonly kilometres: number | null
}

/** Mean radius of the earth in kilometres (IUGG). */
const earthRadiusKilometres = 6371

/** Great-circle distance in kilometres (haversine). */
export const kilometresBetween = (a: Place, b: Place): number => {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const half = (degrees: number): number => Math.sin(radians(degrees) / 2) ** 2
  const chord =
    half(b.latitude - a.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(b.longitude - a.longitude)
  return 2 * earthRadiusKilometres * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/**
 * Offers that fit, best first; equal ones in the order given. An offer that asks for skills needs at least one of them; one
 * that asks for none fits everybody, but below those that ask for what the person has. Too far away is out, unless remote.
 */
export const matchOffers = (offers: readonly Offer[], seeker: Seeker): Match[] => {
  const matches: Match[] = []
  offers.forEach((offer, index) => {
    const { placement } = offer
    const sharedSkills = placement.skills.filter((skill) => seeker.skills.has(skill))
    if (placement.skills.length > 0 && sharedSkills.length === 0) return
    const kilometres = placement.remote ? 0 : distance(seeker.place, placement)
    if (kilometres !== null && kilometres > seeker.withinKilometres) return
    const skills = placement.skills.length === 0 ? 0 : sharedSkills.length / placement.skills.length
    const nearness = kilometres === null ? 0.5 : 1 - kilometres / Math.max(1, seeker.withinKilometres)
    const soonness = 1 - index / offers.length
    const score = Math.round((0.5 * skills + 0.3 * nearness + 0.2 * soonness) * 1000)
    matches.push({ offer, score, sharedSkills, kilometres: kilometres === null ? null : Math.round(kilometres) })
  })
  return matches.sort((a, b) => b.score - a.score)
}

const distance = (from: Place | null, to: { latitude: number | null; longitude: number | null }): number | null =>
  from === null || to.latitude === null || to.longitude === null
    ? null
    : kilometresBetween(from, { latitude: to.latitude, longitude: to.longitude })
