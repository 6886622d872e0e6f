/**
 * What an editor has written and the server does not have yet: state without a page.
 *
 * Of each item there are writes, which are sent until they are answered, and clashes, which wait
 * until somebody has chosen. Neither is ever dropped by itself.
 */

import { changes, get, same, set } from "./values.js";

export class Drafting {
  #kept;
  /** The item on the page, and its values as the server had them when they were last seen. */
  #uid;
  base;

  constructor(kept, uid, base) {
    this.#kept = kept;
    this.#uid = uid;
    this.base = base;
  }

  // ── The item on the page ───────────────────────────────────────────────────────────────────

  /** Takes over what the form says now; undecided fields wait. */
  note(values) {
    const { clashes } = this.#kept.read(this.#uid);
    const held = clashes.filter(({ can_choose }) => can_choose).map(({ field }) => field);
    const writes = changes(this.base, values).filter(
      ({ field }) => !held.some((path) => isWithin(field, path) || isWithin(path, field)),
    );
    this.#kept.write(this.#uid, { writes, clashes });
  }

  /** The fields, by their first name, that must not be drawn anew: something in them is unsaved. */
  get unsettled() {
    const { writes, clashes } = this.#kept.read(this.#uid);
    // What has run or is gone is shown as it is now; the text is kept among the clashes.
    const open = clashes.filter(({ reason }) => reason === "changed" || reason === "refused");
    return new Set([...writes, ...open].map(({ field }) => field.split(".")[0]));
  }

  /**
   * What was left unsaved when the page was last here, to be shown in its form again: [field, value].
   * It goes on from what its writer saw, so what somebody else wrote since is not overwritten.
   */
  takeUp() {
    const { writes, clashes } = this.#kept.read(this.#uid);
    for (const { field, was } of writes) this.#settle(field, was);
    const open = clashes.filter(({ can_choose }) => can_choose);
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
    return this.#kept.uids.every((uid) => this.#kept.read(uid).writes.length === 0);
  }

  get clashes() {
    return this.#kept.uids.flatMap((uid) => this.#kept.read(uid).clashes);
  }

  /** Everything that is to be sent, as the server takes it. */
  toSend() {
    return this.#kept.uids.flatMap((uid) =>
      this.#kept.read(uid).writes.map((write) => ({ do: "write", uid, ...write })),
    );
  }

  /** The server has answered to `sent`; what it did not take is among `clashes`. */
  answered(sent, clashes) {
    sent.forEach(({ uid, field, now }, index) => {
      const clash = clashes.find((each) => each.index === index);
      const kept = this.#kept.read(uid);
      kept.writes = kept.writes.filter((own) => !(own.field === field && same(own.now, now)));
      // What was typed since then started from what was just answered.
      for (const own of kept.writes) if (own.field === field) own.was = clash ? clash.theirs : now;
      kept.clashes = kept.clashes.filter((own) => own.field !== field);
      if (clash) kept.clashes.push(clash);
      this.#kept.write(uid, kept);
      if (uid === this.#uid && !clash) this.#settle(field, now);
    });
  }

  /** Somebody has chosen: `theirs` stands, `yours` is sent again, or the text may go. */
  decide(clash, pick, yours = clash.yours) {
    const kept = this.#kept.read(clash.uid);
    kept.clashes = kept.clashes.filter(({ field }) => field !== clash.field);
    if (pick === "yours") kept.writes.push({ field: clash.field, was: clash.theirs, now: yours });
    this.#kept.write(clash.uid, kept);
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
