// What this phone knows and wants, without DOM, network or clock.
//
// Messages of the server go in through `receive`, the person's wishes through `choose`; what is to
// be sent (`unsent`) and said (`line`, `refusal`, `takeNotes`) is read off. The promises it keeps:
//
//   - a vote is an intent (intents.js), kept *before* it is sent and until the server has answered
//     it; a retry is the same to the byte
//   - "counted" is said only after the server's own word
//   - of two tabs the later wish wins: a conflict is sent again with the next seq

import { Intents, same } from "./intents.js";

export class PhoneState {
  /** The last snapshot: the whole truth about the poll. */
  snapshot = null;
  /** What the server holds of this phone in the round in sight: an intent, or null. */
  held = null;
  /** The last vote that was not counted: {reason, round}, or null. */
  refusal = null;
  /** Whether the server can be reached, as far as anybody knows. */
  online = true;
  /** Whether the form shows something else than what was sent last. */
  edited = false;
  /** Which group this person is here as, from 1; 0: not said, or not asked. */
  group = 0;
  #intents;
  // What the server holds of this phone in each round that was in sight.
  #known = new Map();
  #outcome = "counted";
  #notes = [];
  // The newest version that can be proved: {epoch, version, proof}.
  #proven = {};
  // Whether the next welcome is the first on its line.
  #isNewLine = true;

  /** @param {{read(): object | null, write(record: object | null): void}} kept */
  constructor(kept) {
    this.#intents = new Intents(kept);
  }

  /** There is a new line to the server, which will say how things stand. */
  reconnected() {
    this.#isNewLine = true;
  }

  // ── What the server says ───────────────────────────────────────────────────────────────────

  /**
   * Takes a message in. Returns what to do about it: `resync` (say hello again), `send` (there are
   * votes to send now), or nothing.
   */
  receive(message) {
    switch (message.type) {
      case "welcome":
        return this.#welcome(message);
      case "snapshot":
        return this.#snapshot(message);
      case "counted":
        return this.#wasCounted(message);
      case "refused":
        return this.#wasRefused(message);
      default: // retry and misunderstood change nothing here: the vote is kept
        return "";
    }
  }

  #welcome({ snapshot, my_vote: mine }) {
    const before = this.snapshot;
    const other = before?.epoch !== snapshot.epoch;
    const isOlder = !other && snapshot.version < before.version;
    // The first welcome on a new line is the truth: Redis may have gone back in time meanwhile, with
    // nobody left who knew. A later one may have been overtaken by a snapshot.
    const isFirst = other || this.#isNewLine;
    if (isFirst || !isOlder) this.#replace(snapshot);
    this.#isNewLine = false;
    if (snapshot.round !== this.snapshot.round) return "";
    this.#dropForeign();
    const { counted } = this.#intents;
    const known = counted?.round === snapshot.round ? counted : null;
    // The server said "counted" and now holds less. A later welcome was overtaken by that word, where
    // it was asked for over HTTP. On a new line, if it was set back, it is told again. If not, this
    // phone's cookie is lost: it is somebody new, whose vote would count a second time.
    const isBehind = known && known.seq > (mine?.seq ?? 0);
    if (isBehind && !isFirst && !isOlder) return this.#intents.pending.length ? "send" : "";
    this.#hold(mine ? this.#intent(mine) : null);
    const wasSetBack = isOlder || known?.epoch !== snapshot.epoch;
    if (isBehind && wasSetBack && this.isOpen && !this.pending) {
      this.#intents.keep({ ...known, epoch: snapshot.epoch }, this.snapshot);
    }
    return this.#intents.pending.length ? "send" : "";
  }

  #snapshot(snapshot) {
    const before = this.snapshot;
    if (before?.epoch === snapshot.epoch && snapshot.version <= before.version) return "";
    this.#replace(snapshot);
    if (before?.epoch === snapshot.epoch && (!snapshot.round || this.#isKnown)) return "";
    return "resync"; // only welcome says what the server holds of this phone
  }

  /** Whether it is known what the server holds of this phone in the round in sight. */
  get #isKnown() {
    return this.#known.has(this.snapshot.round);
  }

  /** Notes what the server holds of this phone in the round in sight: an intent, or null. */
  #hold(intent) {
    this.held = intent;
    this.#known.set(this.snapshot.round, intent);
  }

  #replace(snapshot) {
    const before = this.snapshot;
    this.snapshot = snapshot;
    this.#learn(snapshot);
    const isNew = before?.round !== snapshot.round || before.epoch !== snapshot.epoch;
    if (!isNew && before.state === "closed" && this.isOpen) this.#reopened();
    // While votes come in, a live result would be old before it is read out.
    const isResult = ({ results, state }) => Boolean(results) && state === "closed";
    const isOther = isNew || !isResult(before) || before.results.part !== snapshot.results?.part;
    if (before && isResult(snapshot) && isOther) this.#notes.push("results");
    const { asks = true, id = "" } = snapshot.question ?? {};
    if (before && !asks && id !== before.question?.id) this.#notes.push("slide");
    if (before && snapshot.scene && snapshot.scene !== before.scene) this.#notes.push("scene");
    if (!isNew) return;
    this.#outcome = "counted";
    if (before?.epoch !== snapshot.epoch) this.#known.clear();
    this.held = this.#known.get(snapshot.round) ?? null;
    // A round that opens before our eyes holds nothing of us yet.
    if (before?.epoch === snapshot.epoch && this.isOpen) this.#hold(this.held);
    this.#dropForeign();
    this.#intents.save(this.snapshot);
    if (!before || snapshot.state !== "open") return;
    this.#notes.push("question");
    // A refusal that came with this very change of question stays until the next one.
    if (this.refusal?.until !== snapshot.round) this.refusal = null;
  }

  /** The close was taken back. What was refused meanwhile is for the person to send again. */
  #reopened() {
    const { reason, round } = this.refusal ?? {};
    if (reason !== "closed" || round !== this.snapshot.round) return;
    this.refusal = { ...this.refusal, reason: "reopened" };
  }

  #wasCounted({ round, seq, version, proof }) {
    this.#learn({ version, proof });
    const intent = this.#intents.take(round, seq);
    if (!intent) return "";
    if (round === this.snapshot?.round) {
      this.#intents.counted = intent;
      this.#hold(intent);
      this.#outcome = seq > 1 ? "changed" : "counted";
      this.refusal = null;
    } else {
      this.#known.set(round, intent);
      this.#notes.push("earlier_counted");
    }
    this.#intents.save(this.snapshot, intent);
    return "";
  }

  #wasRefused({ round, seq, reason, my_vote: mine }) {
    const intent = this.#intents.take(round, seq);
    if (!intent) return "";
    if (round === this.snapshot?.round) this.#hold(mine ? this.#intent(mine) : null);
    if (reason === "conflict" && mine) {
      this.#intents.keep({ ...intent, seq: mine.seq + 1 }, this.snapshot);
      return "send";
    }
    if (mine && this.held) this.#intents.counted = this.held;
    if (reason === "stale") this.#outcome = "newer";
    else this.#refuse(reason, round);
    this.#intents.save(this.snapshot, intent);
    return "";
  }

  // ── What the person wants ──────────────────────────────────────────────────────────────────

  /** Whether answers are taken now. */
  get isOpen() {
    return this.snapshot?.state === "open" && Boolean(this.snapshot.question);
  }

  /**
   * The person's wish: keeps it as the next intent. Returns false where there is nothing to send,
   * because just this answer counts already.
   */
  choose(answer) {
    if (!this.isOpen) return false;
    this.adopt();
    this.refusal = null;
    this.edited = false;
    const wish = wished({ answer, group: this.group });
    if (!this.pending && this.held && same(wished(this.held), wish)) return false;
    if (this.pending && same(wished(this.pending), wish)) return true;
    const { epoch, round, question } = this.snapshot;
    const seq = Math.max(this.held?.seq ?? 0, this.pending?.seq ?? 0) + 1;
    this.#intents.keep({ epoch, question: question.id, round, seq, ...wish }, this.snapshot);
    return true;
  }

  /** The vote of the round in sight that has no answer yet, or null. */
  get pending() {
    return this.#intents.of(this.snapshot?.round);
  }

  /** Every vote that has no answer yet, as messages, the oldest first. */
  get unsent() {
    return this.#intents.pending.map((each) => {
      const { round, seq } = each;
      return { type: "vote", round, seq, ...wished(each) };
    });
  }

  /** The first frame of a connection. It proves how far the poll had got, where that is known. */
  get hello() {
    const { epoch = "", version = 0 } = this.snapshot ?? {};
    const [newest = null] = this.unsent.reverse();
    const known = this.#proven.epoch === epoch ? this.#proven : { version };
    return { type: "hello", epoch, ...known, pending: newest };
  }

  /** Keeps the newest version that the server gave a proof of. */
  #learn({ epoch = this.snapshot?.epoch, version, proof }) {
    if (!proof) return;
    if (epoch !== this.#proven.epoch || version > this.#proven.version) {
      this.#proven = { epoch, version, proof };
    }
  }

  /** What the person last wanted in this round, counted or not yet; null: nothing so far. */
  get wish() {
    return (this.pending ?? this.held)?.answer ?? null;
  }

  /** Another tab has kept something: takes over what is newer there. */
  adopt() {
    const counted = this.#intents.adopt();
    if (counted && counted.round === this.snapshot?.round && counted.seq > (this.held?.seq ?? 0)) {
      this.#intents.counted = counted;
      this.#hold(counted);
    }
  }

  // ── What there is to say ───────────────────────────────────────────────────────────────────

  /** The one line of state: a key of the page's texts; it may speak of `wish` or `held`. */
  get line() {
    if (this.pending) return this.online ? "sending" : "saved";
    if (this.isOpen) {
      if (!this.held) return "";
      return this.edited ? "still" : this.#outcome;
    }
    if (this.snapshot?.state !== "closed") return "";
    if (this.held) return "closed_counted";
    return this.#isKnown && !this.refusal ? "closed_none" : "closed";
  }

  /** What has happened since the last call, for the ear: question, slide, results, earlier_counted. */
  takeNotes() {
    return this.#notes.splice(0);
  }

  // ── Keeping ────────────────────────────────────────────────────────────────────────────────

  #intent({ round, seq, answer }) {
    const { epoch, question } = this.snapshot;
    // The server tells no group: what counted with this very vote is known here alone.
    const { counted } = this.#intents;
    const group = counted?.round === round && counted.seq === seq ? counted.group : 0;
    return { epoch, question: question?.id ?? "", round, seq, ...wished({ answer, group }) };
  }

  #refuse(reason, round) {
    const inSight = this.snapshot?.round ?? 0;
    // The next round may not have been heard of yet; it must not wipe its own explanation away.
    const until = reason === "wrong_round" ? Math.max(inSight, round + 1) : inSight;
    this.refusal = { reason, round, until };
  }

  #dropForeign() {
    // Explained while this round is in sight.
    const hasDropped = this.#intents.dropForeign(this.snapshot);
    if (hasDropped) this.#refuse("wrong_round", this.snapshot.round - 1);
  }
}

/** What an intent wants counted: the answer, and with it the group where one was said. */
function wished({ answer, group }) {
  return { answer, ...(group ? { group } : {}) };
}
