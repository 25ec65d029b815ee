// Built-in rules about the person and the posts that an activity would release. Pure.
import { Type } from 'typebox'
import { type CivilDay, plusDays } from '../kernel/index.ts'
import { codeListOf, type Listed, listedParameters, plainCode } from './code-list.ts'
import type { PostFacts, Question } from './question.ts'
import { type BuiltIn, builtIn, failed, type Judge, passed } from './rule.ts'

/** Kinds of contract and pay arrive from HR in snake_case, so that another spelling could never match. */
const snakeCode = Type.String({ pattern: '^[a-z]+(_[a-z]+)*$', description: 'a code in snake_case, as fixed_term' })

/** The posts a verdict is about: those whose time is taken; in own time, any post that is held. */
const postsInQuestion = (question: Question): { posts: readonly PostFacts[]; every: boolean } => {
  if (question.pieces.length === 0) return { posts: question.posts, every: false }
  const released = question.posts.filter((post) => question.pieces.some((piece) => piece.postId === post.id))
  return released.length === 0 ? { posts: question.posts, every: false } : { posts: released, every: true }
}

const postRule = (
  name: string,
  code: string,
  field: 'contract' | 'payBasis' | 'grade' | 'department' | 'legalEntity' | 'siteCode',
): BuiltIn =>
  builtIn<Listed>({
    name,
    about: `The ${name.replace('-is', '').replace('-', ' ')} of every post whose time is taken (in own time: of one post) is in the list, or is not in it.`,
    parameters: listedParameters('Values', field === 'contract' || field === 'payBasis' ? snakeCode : plainCode),
    code,
    figures: ['found', 'listed'],
    sensitive: false,
    moves: 'posts',
    effects: ['refuse', 'ask', 'warn'],
    implicit: false,
    textKey: (parameters) => (parameters.in === undefined ? 'not_in' : 'in'),
    compile: (parameters) => listedPosts(parameters, (post) => post[field] ?? ''),
  })

const listedPosts = (parameters: Listed, read: (post: PostFacts) => string): Judge => {
  const { values, covers } = codeListOf(parameters)
  const listed = values.join(', ')
  const fits = (post: PostFacts): boolean => covers(read(post))
  return ({ question }) => {
    const { posts, every } = postsInQuestion(question)
    const against = posts.find((post) => !fits(post))
    const decisive = against === undefined || (!every && posts.some(fits)) ? (posts.find(fits) ?? against) : against
    const found = decisive === undefined ? '' : read(decisive)
    return decisive !== undefined && fits(decisive) ? passed({ found, listed }) : failed({ found, listed })
  }
}

interface Tenure {
  readonly months?: number
  readonly days?: number
}

const tenure = builtIn<Tenure>({
  name: 'tenure-at-least',
  about: 'Completed months, or days, of service on the day of the activity.',
  parameters: Type.Object(
    {
      months: Type.Optional(Type.Integer({ minimum: 1, maximum: 600 })),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
    },
    { additionalProperties: false, minProperties: 1, maxProperties: 1, description: 'Either months or days' },
  ),
  code: 'tenure_too_short',
  figures: ['served', 'needed'],
  sensitive: false,
  moves: 'day',
  effects: ['refuse', 'ask', 'warn'],
  implicit: false,
  textKey: (parameters) => (parameters.months === undefined ? 'tenure_days' : 'tenure_months'),
  compile: ({ months, days }) => {
    const needed = months ?? days ?? 0
    return ({ question }) => {
      const served = months === undefined ? question.person.serviceDays : question.person.serviceMonths
      return served >= needed ? passed({ served, needed }) : failed({ served, needed })
    }
  },
  /** No month has fewer than 28 days; the rule itself finds the exact day from there. */
  notBefore:
    ({ months, days }) =>
    (question) =>
      plusDays(question.person.startedOn, months === undefined ? (days ?? 0) - 1 : months * 28),
})

const heldOn = (post: PostFacts, on: CivilDay): boolean =>
  post.startsOn <= on && (post.endsOn === null || on <= post.endsOn)

const postHeld = builtIn({
  name: 'post-held',
  about: 'A post is held on every day of the activity: not before the first day of work, not after the last.',
  parameters: Type.Object({}, { additionalProperties: false }),
  code: 'post_not_held',
  otherCodes: ['not_started', 'already_left'],
  figures: ['on', 'firstOn', 'lastOn'],
  sensitive: false,
  moves: 'day',
  effects: ['refuse'],
  implicit: true,
  textKey: () => 'post_held',
  compile: () => (inquiry) => {
    const { person, posts, startsOn, pieces } = inquiry.question
    const lastDay = pieces.at(-1)?.on ?? startsOn
    const on = person.endedOn !== null && lastDay > person.endedOn ? lastDay : startsOn
    const figures = { on, firstOn: person.startedOn, lastOn: person.endedOn }
    if (startsOn < person.startedOn) return failed(figures, 'not_started')
    if (person.endedOn !== null && lastDay > person.endedOn) return failed(figures, 'already_left')
    return posts.some((post) => heldOn(post, startsOn)) ? passed(figures) : failed(figures)
  },
  notBefore: () => (question) => question.person.startedOn,
})

/** The built-ins of this file. */
export const personRules: readonly BuiltIn[] = [
  postHeld,
  postRule('contract-is', 'contract_not_covered', 'contract'),
  postRule('pay-basis-is', 'pay_basis_not_covered', 'payBasis'),
  postRule('grade-is', 'grade_not_covered', 'grade'),
  postRule('department-is', 'department_not_covered', 'department'),
  postRule('legal-entity-is', 'legal_entity_not_covered', 'legalEntity'),
  postRule('site-is', 'site_not_covered', 'siteCode'),
  tenure,
]
