// A list of bank holidays in the form in which GOV.UK publishes it, with days of its own.
const event = (date: string, title: string, notes = '') => ({ title, date, notes, bunting: notes === '' })

/** A list as GOV.UK would send it. */
export const holidayList = () => ({
  'england-and-wales': {
    division: 'england-and-wales',
    events: [event('2027-01-01', 'First day of the year'), event('2027-12-28', 'Winter day', 'Substitute day')],
  },
  scotland: {
    division: 'scotland',
    events: [event('2027-01-01', 'First day of the year'), event('2027-01-04', 'Second day', 'Substitute day')],
  },
  'northern-ireland': { division: 'northern-ireland', events: [event('2027-03-17', 'Spring day')] },
})
