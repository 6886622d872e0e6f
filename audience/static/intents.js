// The votes of this phone: those that wait for the server's answer, and the last one it counted.
//
// An intent is {epoch, question, round, seq, answer}: kept in the browser *before* it is sent and
// until the server has answered it; one a round waits. It names its epoch and question, because a
// Redis that went back in time may give the number of a round to another question.
//
// What is kept: {"pending": [Intent, …], "counted": Intent | null}, shared by all tabs.

/** Whether two answers are the same. */
export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

export class Intents {
  /** The last one that the server counted, or null. */
  counted = null;
  #pending = [];
  #kept;

  /** @param {{read(): object | null, write(record: object | null): void}} kept */
  constructor(kept) {
    this.#kept = kept;
    this.#pending = kept.read()?.pending ?? [];
    this.counted = kept.read()?.counted ?? null;
  }

  /** What has no answer yet, the oldest round first. */
  get pending() {
    return this.#pending;
  }

  /** What has no answer yet in this round, or null. */
  of(round) {
    return this.#pending.find((intent) => intent.round === round) ?? null;
  }

  /** Keeps a wish until it is answered, in place of an older one of its round. */
  keep(intent, snapshot) {
    this.#put(intent);
    this.save(snapshot);
  }

  /** Takes the intent out that an answer is about; null where it is about an older wish. */
  take(round, seq) {
    const intent = this.#pending.find((own) => own.round === round && own.seq === seq) ?? null;
    this.#pending = this.#pending.filter((own) => own !== intent);
    return intent;
  }

  /** Takes over what is newer in another tab; returns what was counted there, or null. */
  adopt() {
    const stored = this.#kept.read();
    if (!stored) return null;
    const { pending: theirs = [], counted } = stored;
    this.#pending = this.#pending.filter((own) => !isSettled(own, counted));
    for (const intent of theirs) {
      // The same seq with another answer is for the server to decide: one of us gets `conflict`.
      if (!(this.of(intent.round)?.seq >= intent.seq)) this.#put(intent);
    }
    return counted ?? null;
  }

  /** Lets go of what was meant for another question; returns whether a vote waited for it. */
  dropForeign(snapshot) {
    if (isForeign(this.counted, snapshot)) this.counted = null;
    const before = this.#pending.length;
    this.#pending = this.#pending.filter((intent) => !isForeign(intent, snapshot));
    return this.#pending.length < before;
  }

  /**
   * Writes down what is to be kept, together with what other tabs have kept meanwhile; not what the
   * server has just answered.
   */
  save(snapshot, answered = null) {
    const { pending: theirs = [], counted: other = null } = this.#kept.read() ?? {};
    for (const intent of theirs) {
      const isOurs = this.of(intent.round)?.seq >= intent.seq;
      if (!isSettled(intent, answered) && !isOurs && !isForeign(intent, snapshot)) this.#put(intent);
    }
    const [counted = null] = [this.counted, other]
      .filter((vote) => vote && vote.round >= snapshot.round && !isForeign(vote, snapshot))
      .sort((one, next) => next.round - one.round || next.seq - one.seq);
    const pending = this.#pending;
    this.#kept.write(pending.length || counted ? { pending, counted } : null);
  }

  #put(intent) {
    const others = this.#pending.filter(({ round }) => round !== intent.round);
    this.#pending = [...others, intent].sort((one, other) => one.round - other.round);
  }
}

/** Whether `answered` answers this wish: an answer to (seq 2, "yes") is none to (seq 2, "no"). */
function isSettled({ round, seq, answer }, answered) {
  return (
    answered?.round === round &&
    (answered.seq > seq || (answered.seq === seq && same(answered.answer, answer)))
  );
}

/** Whether it was meant for another question that once had this round's number. */
function isForeign(intent, { epoch, round, question }) {
  return Boolean(
    intent?.round === round && intent.epoch !== epoch && question && intent.question !== question.id,
  );
}
