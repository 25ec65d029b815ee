// Which sessions fit whom: a table of cases for skills, distance and order.
import t from 'tap'
import { kilometresBetween, matchOffers, type Seeker } from '../../src/placements/matching.ts'
import type { Offer, Placement, Session } from '../../src/placements/placement-store.ts'

const ashford = { latitude: 51.1465, longitude: 0.875 }
const canterbury = { latitude: 51.2802, longitude: 1.0789 }
const leeds = { latitude: 53.8008, longitude: -1.5491 }

const offer = (id: string, placement: Partial<Placement>): Offer => ({
  session: { id } as Session,
  placement: { skills: [], remote: false, latitude: null, longitude: null, causes: [], ...placement } as Placement,
})
const seeker = (more: Partial<Seeker> = {}): Seeker => ({
  skills: new Set(['books', 'law']),
  place: ashford,
  withinKilometres: 50,
  ...more,
})
const ids = (offers: Offer[], who: Seeker) => matchOffers(offers, who).map((match) => match.offer.session.id)

t.test('distance is the great circle: two towns in Kent 20 km apart, Leeds more than 300', async (t) => {
  t.equal(Math.round(kilometresBetween(ashford, canterbury)), 21)
  t.ok(kilometresBetween(ashford, leeds) > 330 && kilometresBetween(ashford, leeds) < 345)
  t.equal(kilometresBetween(ashford, ashford), 0)
  t.equal(Math.round(kilometresBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })), 20015)
})

t.test('an offer that asks for skills needs one of them; what asks for none comes after', async (t) => {
  const offers = [
    offer('none', { ...ashford }),
    offer('other', { ...ashford, skills: ['welding'] }),
    offer('half', { ...ashford, skills: ['books', 'welding'] }),
    offer('both', { ...ashford, skills: ['books', 'law'] }),
  ]
  t.same(ids(offers, seeker()), ['both', 'half', 'none'])
  t.same(ids(offers, seeker({ skills: new Set() })), ['none'])
  t.same(matchOffers(offers, seeker())[1]?.sharedSkills, ['books'])
})

t.test('the nearer comes first, what is too far is out, and remote is never far', async (t) => {
  const offers = [
    offer('far', { ...leeds }),
    offer('near', { ...canterbury }),
    offer('here', { ...ashford }),
    offer('remote', { ...leeds, remote: true }),
  ]
  t.same(ids(offers, seeker()), ['here', 'remote', 'near'])
  t.equal(ids(offers, seeker({ withinKilometres: 400 })).at(-1), 'far')
})

t.test('a person or a place that is unknown neither wins nor loses by distance', async (t) => {
  const offers = [offer('near', { ...canterbury }), offer('somewhere', {})]
  t.same(ids(offers, seeker({ place: null })), ['near', 'somewhere'])
  t.equal(matchOffers(offers, seeker({ place: null }))[0]?.kilometres, null)
})

t.test('the cause of an offer never moves it', async (t) => {
  const plain = [offer('a', { ...ashford }), offer('b', { ...ashford })]
  const tagged = [
    offer('a', { ...ashford, causes: ['ReligionFaith'] }),
    offer('b', { ...ashford, causes: ['Disability'] }),
  ]
  const scores = (offers: Offer[]) => matchOffers(offers, seeker()).map((match) => match.score)
  t.same(scores(plain), scores(tagged))
})
