// Which pots would give the leave of one question, day by day and post by post, so that nothing is spent twice: pieces of
// the same pot and window add up, and caps limit sums over pots. Pure; it decides nothing.
import type { CivilDay, Minutes } from '../kernel/index.ts'
import type { Condition } from './cel.ts'
import type { Facts } from './facts.ts'
import type { PotCap, PotDefinition } from './pot.ts'
import type { LeavePiece, PotFacts, Question } from './question.ts'
import type { Taking } from './verdict-types.ts'

/** The pots of a policy, made ready for planning. Pots give in this order. */
export interface PotShelf {
  readonly pots: readonly PotDefinition[]
  /** By position of the pot: which activities may draw on it; null for all. */
  readonly fits: readonly (Condition | null)[]
  readonly caps: readonly PotCap[]
}

/** How far one cap was used and what it held back. */
export interface CapUse {
  /** Used before, in the window. */
  usedMinutes: Minutes
  /** Given now under this cap. */
  givenMinutes: Minutes
  /** Would have been given but for this cap. */
  heldBackMinutes: Minutes
}

/** What the pots would give. */
export interface LeavePlan {
  readonly takings: readonly Taking[]
  readonly neededMinutes: Minutes
  readonly givenMinutes: Minutes
  /** Needed and not given, for want of minutes in the pots. */
  readonly shortMinutes: Minutes
  /** Needed and not given, because of a cap alone. */
  readonly cappedMinutes: Minutes
  /** What the fitting pots could have given in all, overdraft included. */
  readonly availableMinutes: Minutes
  /** Pieces that no pot is meant for. */
  readonly unfittingMinutes: Minutes
  /** By position of the cap. */
  readonly caps: readonly CapUse[]
  /** By position of the piece: the pots that give something for it. */
  readonly givers: readonly (readonly PotDefinition[])[]
}

/** What was drawn from one pot in one window so far. */
interface Draw {
  readonly potIndex: number
  readonly scopeId: string
  readonly windowFromOn: CivilDay
  drawnMinutes: Minutes
}

/** Plans the leave of a question over the pots of a policy. */
export const planLeave = (shelf: PotShelf, question: Question, facts: Facts): LeavePlan => {
  const planning = new Planning(shelf, question, facts)
  for (const piece of question.pieces) planning.place(piece)
  const plan = planning.result()
  const unmet = plan.neededMinutes - plan.givenMinutes
  if (unmet === 0 || shelf.caps.length === 0) return { ...plan, shortMinutes: unmet }
  const uncapped = new Planning({ ...shelf, caps: [] }, question, facts)
  for (const piece of question.pieces) uncapped.place(piece)
  const free = uncapped.result()
  const shortMinutes = free.neededMinutes - free.givenMinutes
  return { ...plan, shortMinutes, cappedMinutes: unmet - shortMinutes }
}

class Planning {
  readonly #shelf: PotShelf
  readonly #question: Question
  readonly #facts: Facts
  readonly #draws: Draw[] = []
  readonly #takings: Taking[] = []
  readonly #caps: (CapUse & { windowFromOn: CivilDay })[]
  readonly #givers: PotDefinition[][] = []
  readonly #fitting: (boolean | undefined)[]
  #needed = 0
  #given = 0
  #available = 0
  #unfitting = 0

  constructor(shelf: PotShelf, question: Question, facts: Facts) {
    this.#shelf = shelf
    this.#question = question
    this.#facts = facts
    this.#fitting = shelf.fits.map((condition) => (condition === null ? true : undefined))
    this.#caps = shelf.caps.map(() => ({ usedMinutes: 0, givenMinutes: 0, heldBackMinutes: 0, windowFromOn: '' }))
  }

  /** Gives a piece from what is free first, and only then from what may be overdrawn. */
  place(piece: LeavePiece): void {
    const givers: PotDefinition[] = []
    this.#givers.push(givers)
    this.#needed += piece.minutes
    let rest = piece.minutes
    let fitting = false
    let overdraft = false
    for (let index = 0; index < this.#shelf.pots.length; index += 1) {
      const pot = this.#shelf.pots[index]
      if (pot === undefined || !this.#fits(index)) continue
      fitting = true
      overdraft ||= pot.overdraftMinutes > 0
      rest -= this.#draw({ piece, index, rest, beyondMinutes: 0 }, givers)
    }
    for (let index = 0; overdraft && rest > 0 && index < this.#shelf.pots.length; index += 1) {
      const beyondMinutes = this.#shelf.pots[index]?.overdraftMinutes ?? 0
      if (beyondMinutes > 0 && this.#fits(index)) rest -= this.#draw({ piece, index, rest, beyondMinutes }, givers)
    }
    if (!fitting) this.#unfitting += piece.minutes
  }

  result(): LeavePlan {
    return {
      takings: this.#takings,
      neededMinutes: this.#needed,
      givenMinutes: this.#given,
      shortMinutes: 0,
      cappedMinutes: 0,
      availableMinutes: this.#available,
      unfittingMinutes: this.#unfitting,
      caps: this.#caps,
      givers: this.#givers,
    }
  }

  #fits(index: number): boolean {
    let fits = this.#fitting[index]
    if (fits === undefined) {
      fits = this.#shelf.fits[index]?.holds(this.#facts) === true
      this.#fitting[index] = fits
    }
    return fits
  }

  #draw(
    wish: { piece: LeavePiece; index: number; rest: Minutes; beyondMinutes: Minutes },
    givers: PotDefinition[],
  ): Minutes {
    const { piece, index, rest, beyondMinutes } = wish
    const pot = this.#shelf.pots[index]
    if (pot === undefined) return 0
    const scopeId = pot.per === 'post' ? piece.postId : this.#question.person.id
    const facts = this.#question.pot(pot.id, scopeId, piece.on)
    const draw = this.#drawOf({ index, scopeId, pot }, facts)
    const spent = draw.drawnMinutes + this.#carriedAway({ index, scopeId, pot }, facts.windowFromOn)
    const free = Math.max(0, facts.availableMinutes + beyondMinutes - spent)
    const wanted = Math.min(rest, free)
    const minutes = wanted > 0 ? this.#underCaps(pot.id, piece, wanted) : 0
    if (minutes <= 0) return 0
    draw.drawnMinutes += minutes
    this.#given += minutes
    this.#take({ pot: pot.id, scopeId, postId: piece.postId, on: piece.on, minutes })
    if (!givers.includes(pot)) givers.push(pot)
    return minutes
  }

  /**
   * What this plan has drawn in windows before, which a pot that carries may have counted into this window as well. Taken off
   * in full: where less would have been carried the plan is a little too careful, and never spends a minute twice.
   */
  #carriedAway(
    { index, scopeId, pot }: { index: number; scopeId: string; pot: PotDefinition },
    from: CivilDay,
  ): Minutes {
    if (pot.unused.kind !== 'carry') return 0
    return this.#draws
      .filter((one) => one.potIndex === index && one.scopeId === scopeId && one.windowFromOn < from)
      .reduce((sum, one) => sum + one.drawnMinutes, 0)
  }

  #drawOf({ index, scopeId, pot }: { index: number; scopeId: string; pot: PotDefinition }, facts: PotFacts): Draw {
    const known = this.#draws.find(
      (one) => one.potIndex === index && one.scopeId === scopeId && one.windowFromOn === facts.windowFromOn,
    )
    if (known !== undefined) return known
    const draw = { potIndex: index, scopeId, windowFromOn: facts.windowFromOn, drawnMinutes: 0 }
    this.#draws.push(draw)
    this.#available += Math.max(0, facts.availableMinutes + pot.overdraftMinutes)
    return draw
  }

  /** How much of the wanted minutes the caps over this pot let through. */
  #underCaps(potId: string, piece: LeavePiece, wanted: Minutes): Minutes {
    let minutes = wanted
    this.#shelf.caps.forEach((cap, index) => {
      if (!cap.pots.includes(potId)) return
      const use = this.#capUse(cap, index, piece.on)
      const room = Math.max(0, cap.minutes - use.usedMinutes - use.givenMinutes)
      if (room < minutes) use.heldBackMinutes += minutes - room
      minutes = Math.min(minutes, room)
    })
    if (minutes > 0) {
      this.#shelf.caps.forEach((cap, index) => {
        const use = this.#caps[index]
        if (use !== undefined && cap.pots.includes(potId)) use.givenMinutes += minutes
      })
    }
    return minutes
  }

  /** The pots of a cap are held per person and share one window, so each new window starts the sum afresh. */
  #capUse(cap: PotCap, index: number, on: CivilDay): CapUse {
    const use = this.#caps[index]
    if (use === undefined) throw new Error('bug: a cap without a place for its use')
    const facts = cap.pots.map((pot) => this.#question.pot(pot, this.#question.person.id, on))
    const windowFromOn = facts[0]?.windowFromOn ?? ''
    if (use.windowFromOn !== windowFromOn) {
      use.windowFromOn = windowFromOn
      use.givenMinutes = 0
      use.usedMinutes = facts.reduce((sum, one) => sum + one.usedMinutes, 0)
    }
    return use
  }

  #take(taking: Taking): void {
    const index = this.#takings.findIndex(
      (one) =>
        one.pot === taking.pot &&
        one.on === taking.on &&
        one.postId === taking.postId &&
        one.scopeId === taking.scopeId,
    )
    const same = this.#takings[index]
    if (same === undefined) this.#takings.push(taking)
    else this.#takings[index] = { ...same, minutes: same.minutes + taking.minutes }
  }
}
