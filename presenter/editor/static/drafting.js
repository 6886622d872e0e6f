/**
 * What an editor has written and the server does not have yet: state without a page.
 *
 * Of each item there are writes, whole fields with what they were, which are sent until they are
 * answered; and clashes, which wait until somebody has chosen. The server alone says what of a
 * field is a change. Neither is ever dropped by itself.
 */

import { get, same, set } from "./values.js";

export class Drafting {
  #unsaved;
  /** The item on the page, and its values as the server had them when they were last seen. */
  #uid;
  base;

  constructor(unsaved, uid, base) {
    this.#unsaved = unsaved;
    this.#uid = uid;
    this.base = base;
  }

  // ── The item on the page ───────────────────────────────────────────────────────────────────

  /** Takes over what the form says now. */
  note(values) {
    const { writes: before, clashes } = this.#unsaved.read(this.#uid);
    const names = Object.keys(this.base).filter((name) => name in values && !same(this.base[name], values[name]));
    const writes = names.map((field) => {
      const own = before.find((each) => each.field === field);
      const waits = Boolean(own?.waits) && same(own.now, values[field]);
      return { field, was: this.base[field], now: values[field], waits };
    });
    this.#unsaved.write(this.#uid, { writes, clashes });
  }

  /** The fields, by their first name, that must not be drawn anew: something in them is unsaved. */
  get unsettled() {
    const { writes, clashes } = this.#unsaved.read(this.#uid);
    // What has run or is gone is shown as it is now; the text is kept among the clashes.
    const open = clashes.filter(({ reason }) => reason === "changed" || reason === "refused");
    return new Set([...writes, ...open].map(({ field }) => field.split(".")[0]));
  }

  /**
   * What was left unsaved when the page was last here, to be shown in its form again: [field, value].
   * It goes on from what its writer saw, so what somebody else wrote since is not overwritten.
   */
  takeUp() {
    const { writes, clashes } = this.#unsaved.read(this.#uid);
    for (const { field, was } of writes) this.#settle(field, was);
    const open = clashes.filter(({ can_choose, field }) => can_choose && !writes.some((own) => isWithin(field, own.field)));
    return [
      ...writes.map(({ field, now }) => [field, now]),
      ...open.map(({ field, yours }) => [field, yours]),
    ];
  }

  /** The page was drawn anew from `base`; fields in `left` were left as they are. */
  rebase(base, left) {
    for (const name of Object.keys(base)) if (!left.has(name)) this.base[name] = base[name];
    for (const name of Object.keys(this.base)) if (!(name in base)) delete this.base[name];
  }

  // ── Sending ────────────────────────────────────────────────────────────────────────────────

  get isEmpty() {
    return this.toSend().length === 0;
  }

  get clashes() {
    return this.#unsaved.uids.flatMap((uid) => this.#unsaved.read(uid).clashes);
  }

  /** Everything that is to be sent, as the server takes it; parts in which somebody must choose are held. */
  toSend() {
    return this.#unsaved.uids.flatMap((uid) => {
      const { writes, clashes } = this.#unsaved.read(uid);
      const open = clashes.filter(({ can_choose }) => can_choose).map(({ field }) => field);
      return writes
        .filter(({ waits }) => !waits)
        .map(({ field, was, now }) => {
          const held = open.filter((path) => isWithin(path, field) || isWithin(field, path));
          return { do: "write", uid, field, was, now, held };
        });
    });
  }

  /**
   * The server has answered to `sent`; what it did not take is among `clashes`, and of each field
   * it says in `stands` what is to be gone on from.
   */
  answered(sent, clashes, stands) {
    sent.forEach(({ uid, field, now, held }, index) => {
      const kept = this.#unsaved.read(uid);
      const found = clashes.filter((each) => each.index === index);
      kept.clashes = kept.clashes.filter((own) => !isWithin(own.field, field) || held.includes(own.field));
      kept.clashes.push(...found);
      const mustChoose = held.length > 0 || found.some(({ can_choose }) => can_choose);
      kept.writes = kept.writes.filter((own) => own.field !== field || !same(own.now, now) || mustChoose);
      for (const own of kept.writes.filter((each) => each.field === field)) {
        // What was typed since then starts from what was just answered; else only a choice is left.
        own.was = stands[index];
        own.waits = same(own.now, now);
      }
      this.#unsaved.write(uid, kept);
      if (uid === this.#uid) this.#settle(field, stands[index]);
    });
  }

  /** Somebody has chosen: `theirs` stands, `yours` is sent again, or the text may go. */
  decide(clash, pick) {
    const kept = this.#unsaved.read(clash.uid);
    kept.clashes = kept.clashes.filter(({ field }) => field !== clash.field);
    const own = kept.writes.find(({ field }) => isWithin(clash.field, field));
    if (own && pick !== "drop") chosen(own, clash, pick);
    else if (pick === "yours") kept.writes.push({ field: clash.field, was: clash.theirs, now: clash.yours });
    kept.writes = kept.writes.filter(({ was, now }) => !same(was, now));
    this.#unsaved.write(clash.uid, kept);
    if (clash.uid === this.#uid && clash.can_choose) this.#settle(clash.field, clash.theirs);
  }

  #settle(field, value) {
    const way = field.includes(".") ? field.slice(0, field.lastIndexOf(".")) : "";
    if (!way || get(this.base, way) !== undefined) set(this.base, field, value);
  }
}

/** Whether `field` is `path` or lies in it. */
function isWithin(field, path) {
  return field === path || field.startsWith(`${path}.`);
}

/** Has a whole field go on from `theirs` in the part that somebody chose. */
function chosen(own, { field, theirs, yours }, pick) {
  const held = JSON.parse(JSON.stringify({ was: { of: own.was }, now: { of: own.now } }));
  const path = `of${field.slice(own.field.length)}`;
  own.waits = false;
  if (!same(get(held.now, path), yours)) {
    own.was = null; // its rows stand elsewhere now: both whole fields are shown once more
    return;
  }
  set(held.was, path, theirs);
  if (pick === "theirs") set(held.now, path, theirs);
  own.was = held.was.of;
  own.now = held.now.of;
}
