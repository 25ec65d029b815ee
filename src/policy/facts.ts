// The facts that a condition of a policy may read: each with its type, its unit and what it means. The same table types the
// conditions, answers them, and is listed in policies/README.md. Whole numbers are BigInt, as CEL has them. Pure.
import { localTimeAt, weekdayOf } from '../kernel/index.ts'
import type { PostFacts, Question } from './question.ts'

type Value = string | bigint | boolean | readonly string[]

/**
 * Whether something may be another one on another day: only then it is worth looking for an earlier or later day. `posts`
 * changes only when the posts held change.
 */
export type Moves = 'no' | 'posts' | 'day'

const order: readonly Moves[] = ['no', 'posts', 'day']

/** The most that any of several things moves. */
export const mostOf = (all: readonly Moves[]): Moves =>
  all.reduce((most, one) => (order.indexOf(one) > order.indexOf(most) ? one : most), 'no')

/** One documented fact. */
export interface Fact<Subject = never> {
  readonly type: 'int' | 'string' | 'bool' | 'list<string>'
  /** What a number counts, or what a text holds. */
  readonly unit: string
  readonly about: string
  readonly moves: Moves
  /** Cause, group or checks: findings that read it show managers their outcome only. */
  readonly sensitive: boolean
  readonly read: (subject: Subject) => Value
}

/** A post together with the question it is seen in. */
export interface PostInQuestion {
  readonly post: PostFacts
  readonly question: Question
}

type About = readonly [unit: string, about: string]
type Marks = { readonly moves?: Moves; readonly sensitive?: true }

const fact =
  (type: Fact['type']) =>
  <Subject>([unit, about]: About, read: (subject: Subject) => Value, marks: Marks = {}): Fact<Subject> => ({
    type,
    unit,
    about,
    moves: marks.moves ?? 'no',
    sensitive: marks.sensitive ?? false,
    read,
  })
const int = fact('int')
const string = fact('string')
const bool = fact('bool')
const list = fact('list<string>')

const moves = { moves: 'day' } as const
const withPosts = { moves: 'posts' } as const
const sensitive = { sensitive: true } as const

const person = {
  service_months: int(
    ['months', 'completed months of service on the day'],
    (q: Question) => BigInt(q.person.serviceMonths),
    moves,
  ),
  service_days: int(
    ['days', 'full days of service before the day'],
    (q: Question) => BigInt(q.person.serviceDays),
    moves,
  ),
  started_on: string(['civil day', 'first day of service'], (q: Question) => q.person.startedOn),
  nation: string(['code', 'nation for bank holidays, "" where unknown'], (q: Question) => q.person.nation ?? ''),
}

const post = {
  contract: string(
    ['code', 'kind of contract, as HR names it'],
    ({ post }: PostInQuestion) => post.contract,
    withPosts,
  ),
  pay_basis: string(['code', '"salaried" or "hourly"'], ({ post }: PostInQuestion) => post.payBasis, withPosts),
  grade: string(['code', 'grade, "" where none'], ({ post }: PostInQuestion) => post.grade ?? '', withPosts),
  department: string(
    ['code', 'department, "" where none'],
    ({ post }: PostInQuestion) => post.department ?? '',
    withPosts,
  ),
  legal_entity: string(
    ['code', 'legal entity, "" where none'],
    ({ post }: PostInQuestion) => post.legalEntity ?? '',
    withPosts,
  ),
  site: string(['code', 'site, "" where none'], ({ post }: PostInQuestion) => post.siteCode ?? '', withPosts),
  fte_thousandths: int(
    ['thousandths', 'share of full time: 600 is three fifths'],
    ({ post }: PostInQuestion) => BigInt(post.fteThousandths),
    withPosts,
  ),
  post_starts_on: string(
    ['civil day', 'first day of the post'],
    ({ post }: PostInQuestion) => post.startsOn,
    withPosts,
  ),
  post_ends_on: string(
    ['civil day', 'last day of the post, "" where open'],
    ({ post }: PostInQuestion) => post.endsOn ?? '',
    withPosts,
  ),
  released_minutes: int(['minutes', 'scheduled time of this post that the activity takes'], releasedBy, moves),
}

function releasedBy({ post, question }: PostInQuestion): bigint {
  let minutes = 0
  for (const piece of question.pieces) if (piece.postId === post.id) minutes += piece.minutes
  return BigInt(minutes)
}

const activity = {
  kind: string(['code', '"placement" or "own_activity"'], (q: Question) => q.activity.kind),
  causes: list(['codes', 'causes it serves'], (q: Question) => q.activity.causes, sensitive),
  skills: list(['codes', 'skills it asks for'], (q: Question) => q.activity.skills),
  tags: list(
    ['codes', 'what else is known of the host or declared for it'],
    (q: Question) => q.activity.tags,
    sensitive,
  ),
  remote: bool(['', 'whether it can be done from anywhere'], (q: Question) => q.activity.remote),
  area: string(['code', 'local authority of the place, "" where unknown'], (q: Question) => q.activity.areaCode ?? ''),
  body: string(['id', 'infrastructure body, "" for an own activity'], (q: Question) => q.activity.bodyId ?? ''),
  group: string(['id', 'community group, "" where unknown'], (q: Question) => q.activity.groupId ?? '', sensitive),
  org_ids: list(['org-ids', 'register ids of the host'], (q: Question) => q.activity.orgIds, sensitive),
  vouched: bool(['', 'whether the body vouches for the host'], (q: Question) => q.activity.vouched, sensitive),
  body_notice_days: int(['days', 'notice that the body asks for'], (q: Question) => BigInt(q.activity.bodyNoticeDays)),
}

const request = {
  notice_days: int(
    ['days', 'civil days from asking to the activity; 0 on the same day'],
    (q: Question) => BigInt(q.noticeDays),
    moves,
  ),
  length_minutes: int(['minutes', 'from start to end'], (q: Question) => BigInt(q.lengthMinutes)),
  leave_minutes: int(['minutes', 'scheduled time it takes, of all posts'], leaveMinutes, moves),
  leave_days: int(['days', 'civil days on which it takes scheduled time'], leaveDays, moves),
  on: string(['civil day', 'day of the activity'], (q: Question) => q.startsOn, moves),
  asked_on: string(['civil day', 'day of asking'], (q: Question) => q.askedOn),
  weekday: int(['1 to 7', 'Monday is 1'], (q: Question) => BigInt(weekdayOf(q.startsOn)), moves),
  month: int(['1 to 12', 'month of the day'], (q: Question) => BigInt(q.startsOn.slice(5, 7)), moves),
  month_day: string(['MM-DD', 'month and day of the day'], (q: Question) => q.startsOn.slice(5), moves),
  starts_at: string(['HH:MM', 'wall-clock time at which it starts'], (q: Question) =>
    localTimeAt(q.startsAt, q.person.zone),
  ),
  ends_at: string(['HH:MM', 'wall-clock time at which it ends'], (q: Question) => localTimeAt(q.endsAt, q.person.zone)),
  clashes: int(['count', 'other things in the diary at that time'], (q: Question) => BigInt(q.clashes.length), moves),
}

function leaveMinutes(question: Question): bigint {
  let minutes = 0
  for (const piece of question.pieces) minutes += piece.minutes
  return BigInt(minutes)
}

function leaveDays(question: Question): bigint {
  return BigInt(new Set(question.pieces.map((piece) => piece.on)).size)
}

/** Every fact, by what it is about. `post` is the post that gives most of the time; `posts` are all posts held. */
export const facts = { person, post, activity, request } as const
/** What facts can be about: the first word of a fact in a condition. */
export type FactGroup = keyof typeof facts

/** The facts of a group, with what the conditions need to know of them. */
export const factsOf = (group: FactGroup): Readonly<Record<string, Fact>> =>
  facts[group] as Readonly<Record<string, Fact>>

/** A class whose properties read the facts of a group when they are asked for, and not before. */
const readerClass = <Subject>(group: Readonly<Record<string, Fact<Subject>>>): (new (subject: Subject) => object) => {
  class FactReader {
    readonly subject: Subject
    constructor(subject: Subject) {
      this.subject = subject
    }
  }
  for (const [name, one] of Object.entries(group)) {
    Object.defineProperty(FactReader.prototype, name, {
      get(this: FactReader) {
        return one.read(this.subject)
      },
    })
  }
  return FactReader
}

/** The classes of the groups, which the typed conditions are declared with. */
export const readers = {
  person: readerClass<Question>(person),
  post: readerClass<PostInQuestion>(post),
  activity: readerClass<Question>(activity),
  request: readerClass<Question>(request),
} as const

/** The facts of one question, as conditions see them; each is read when it is asked for. */
export class Facts {
  readonly person: object
  readonly activity: object
  readonly request: object
  readonly #question: Question
  #post: object | undefined
  #posts: readonly object[] | undefined

  constructor(question: Question) {
    this.#question = question
    this.person = new readers.person(question)
    this.activity = new readers.activity(question)
    this.request = new readers.request(question)
  }

  /** The post that gives most of the time; the first of them where none gives any. */
  get post(): object {
    this.#post ??= new readers.post({ post: mainPostOf(this.#question), question: this.#question })
    return this.#post
  }

  get posts(): readonly object[] {
    const question = this.#question
    this.#posts ??= question.posts.map((post) => new readers.post({ post, question }))
    return this.#posts
  }
}

const mainPostOf = (question: Question): PostFacts => {
  let best = question.posts[0]
  if (best === undefined) throw new Error('bug: a question without a post')
  if (question.posts.length === 1) return best
  let most = releasedBy({ post: best, question })
  for (const post of question.posts) {
    const minutes = releasedBy({ post, question })
    if (minutes > most) {
      best = post
      most = minutes
    }
  }
  return best
}
