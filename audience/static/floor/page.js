// The page of the hall's questions: shows what everybody sees, and brings what this phone wants.
//
// The server's page is complete without this script. The script looks for news while the page is in
// sight, and keeps what was written or tapped until the server has it: the same question has the same
// id at every try, each change of mind about another's question its next number.

import { jitter } from "../../shared/socket.js";
import { byId, put } from "../../shared/elements.js";
import { arrange, item, ownItem } from "./items.js";
import { withinTime } from "../../shared/within.js";
import { FloorKept, without } from "./kept.js";
import { fillIn } from "../texts.js";

// Between two looks: what somebody asks may be read a breath later. 600 phones ask 150 times a second.
const LOOK_MS = 4000;
// The event is in the archive, and: nothing is new, as HTTP says it.
const OVER_STATUS = 410;
const NOTHING_NEW = 304;
const TAKEN = ["done", "duplicate", "accepted"];

class FloorPage {
  #page = JSON.parse(byId("page").textContent);
  #texts = this.#page.texts;
  #board = this.#page.board;
  #mine = this.#page.mine;
  #kept = new FloorKept(this.#page.code);
  #failures = 0;
  #timer = 0;
  #isTurning = false;
  /** Whether something came up during the turn that is under way. */
  #again = false;
  #mark = "";
  #at = new Date();

  constructor() {
    byId("plain").remove();
    byId("rest")?.remove();
    const { text, name } = this.#kept.draft;
    const form = byId("ask");
    form.elements.text.value ||= text;
    form.elements.name.value ||= name;
    form.addEventListener("input", () => this.#write());
    form.addEventListener("submit", (event) => this.#ask(event));
    byId("entries").addEventListener("submit", (event) => this.#support(event));
    byId("own").addEventListener("submit", (event) => this.#takeBack(event));
    document.addEventListener("visibilitychange", () => document.hidden || this.#soon());
    addEventListener("online", () => this.#soon());
    this.#write();
    this.#draw();
    this.#turn();
  }

  // ── What somebody does here ────────────────────────────────────────────────────────────────

  #write() {
    const { text, name } = byId("ask").elements;
    this.#kept.keep({ draft: { text: text.value, name: name.value } });
    const left = this.#page.longest - [...text.value].length;
    put(byId("characters"), text.value ? fillIn(this.#texts.left, { n: left }) : "");
  }

  #ask(event) {
    event.preventDefault();
    const { entry, text, name } = event.target.elements;
    if (!text.value.trim()) {
      this.#alert(this.#texts.refused_empty);
      text.focus();
      return;
    }
    const asks = { ...this.#kept.asks, [entry.value]: { text: text.value, name: name.value } };
    this.#kept.keep({ asks, draft: { text: "", name: name.value } });
    entry.value = newEntry();
    text.value = "";
    this.#write();
    this.#alert("");
    this.#draw();
    this.#soon();
  }

  #support(event) {
    event.preventDefault();
    const entry = event.target.closest("li").dataset.key;
    const [seq, on] = this.#said(entry);
    this.#kept.keep({ supports: { ...this.#kept.supports, [entry]: { seq: seq + 1, on: !on } } });
    this.#alert("");
    this.#draw();
    this.#soon();
  }

  #takeBack(event) {
    event.preventDefault();
    const entry = event.target.closest("li").dataset.key;
    this.#kept.keep({ backs: [...new Set([...this.#kept.backs, entry])] });
    this.#draw();
    this.#soon();
    byId("mine-title").focus();
  }

  /** [seq, on] of the last word on an entry: what waits to be sent, else what the server holds. */
  #said(entry) {
    const waiting = this.#kept.supports[entry];
    return waiting ? [waiting.seq, waiting.on] : (this.#mine.supported[entry] ?? [0, false]);
  }

  // ── To the server and back ─────────────────────────────────────────────────────────────────

  /** Now, or as soon as the turn that is under way has ended. */
  #soon() {
    if (this.#isTurning) this.#again = true;
    else this.#turn();
  }

  /** Sends what waits, looks for news, and sees to it that there is a next turn. */
  async #turn() {
    if (document.hidden && !this.#waits) return; // looked at again, it looks again
    clearTimeout(this.#timer);
    this.#isTurning = true;
    this.#again = false;
    try {
      if (this.#waits) await this.#deliver();
      await this.#look();
      this.#failures = 0;
      this.#at = new Date();
    } catch {
      this.#failures += 1; // what waits is sent again at the next turn
    }
    this.#isTurning = false;
    this.#draw();
    if (this.#again) this.#turn();
    else this.#timer = setTimeout(() => this.#turn(), LOOK_MS + jitter(this.#failures));
  }

  /** One after the other, in the order in which it was wanted. */
  async #deliver() {
    for (const [entry, { text, name }] of Object.entries(this.#kept.asks)) {
      const { outcome } = await this.#post("ask", { entry, text, name });
      this.#kept.keep({ asks: without(this.#kept.asks, entry) });
      if (TAKEN.includes(outcome)) this.#note(this.#texts.said_asked);
      else this.#giveBack(text, outcome);
    }
    for (const [entry, { seq, on }] of Object.entries(this.#kept.supports)) {
      const said = await this.#post("support", { entry, seq, on });
      this.#mine.supported[entry] = [said.seq ?? 0, said.on ?? false];
      // Tapped again meanwhile: that is the next word, and is sent at the next turn.
      if (this.#kept.supports[entry]?.seq === seq) {
        this.#kept.keep({ supports: without(this.#kept.supports, entry) });
      }
      if (TAKEN.includes(said.outcome)) this.#note(on ? this.#texts.said_on : this.#texts.said_off);
      else this.#refused(said.outcome);
    }
    for (const entry of this.#kept.backs) {
      const { outcome } = await this.#post("take-back", { entry });
      this.#kept.keep({ backs: this.#kept.backs.filter((each) => each !== entry) });
      if (TAKEN.includes(outcome)) this.#note(this.#texts.said_back);
      else this.#refused(outcome);
    }
    await this.#fetchMine();
  }

  get #waits() {
    const { asks, supports, backs } = this.#kept;
    return Object.keys(asks).length + Object.keys(supports).length + backs.length > 0;
  }

  async #look() {
    const headers = this.#mark ? { "If-None-Match": this.#mark } : {};
    const response = await this.#fetch("list", { headers });
    if (response.status === OVER_STATUS) location.reload();
    if (response.status === NOTHING_NEW) return;
    if (!response.ok) throw new Error(String(response.status));
    this.#mark = response.headers.get("ETag") ?? "";
    this.#board = await response.json();
    if (this.#isOwnChanged) await this.#fetchMine();
  }

  /** Whether one's own questions may stand otherwise than they did, or what one supports was moved. */
  get #isOwnChanged() {
    const there = new Set(this.#board.entries.map(({ id }) => id));
    const moved = Object.keys(this.#mine.supported).some((entry) => !there.has(entry));
    return moved || this.#mine.own.some(({ id, state }) => (state === "shown") !== there.has(id));
  }

  async #fetchMine() {
    const response = await this.#fetch("mine");
    if (response.ok) this.#mine = await response.json();
  }

  async #post(what, wish) {
    const response = await this.#fetch(what, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wish),
    });
    if (![200, 409].includes(response.status)) throw new Error(String(response.status));
    return response.json();
  }

  #fetch(what, options = {}) {
    const { code, language } = this.#page;
    const address = `/${code}/questions/${what}?lang=${language}`;
    return withinTime((signal) => fetch(address, { cache: "no-store", ...options, signal }));
  }

  // ── What is seen ───────────────────────────────────────────────────────────────────────────

  /** Puts a refused question back where it was written, unless something else stands there. */
  #giveBack(text, outcome) {
    const field = byId("ask").elements.text;
    if (!field.value) field.value = text;
    this.#write();
    this.#refused(outcome);
  }

  #refused(outcome) {
    this.#alert(this.#texts[`refused_${outcome}`] ?? this.#texts.refused_retry);
  }

  #alert(text) {
    put(byId("alert"), text);
    if (text) this.#note("");
  }

  #note(text) {
    put(byId("note"), text);
  }

  #draw() {
    const { open, first, names } = this.#board;
    put(byId("state"), open ? this.#texts.open : this.#texts.closed);
    byId("ask").hidden = !open;
    byId("first").hidden = !first;
    byId("name-field").hidden = !names;
    if (this.#failures > 1) {
      const time = this.#at.toLocaleTimeString(this.#page.language, { timeStyle: "short" });
      this.#note(fillIn(this.#texts.offline, { time }));
    } else if (byId("note").dataset.offline) this.#note("");
    byId("note").dataset.offline = this.#failures > 1 ? "1" : "";
    this.#drawOwn();
    byId("none").hidden = this.#board.entries.length > 0;
    arrange(byId("entries"), this.#board.entries, (each) => this.#entry(each));
  }

  #drawOwn() {
    const sending = Object.entries(this.#kept.asks).map(([id, { text }]) => ({ id, text, state: "sending" }));
    const known = this.#mine.own.filter(({ id }) => !this.#kept.backs.includes(id) && !this.#kept.asks[id]);
    const all = [...known, ...sending];
    byId("mine").hidden = all.length === 0;
    arrange(byId("own"), all, (each) => this.#ownEntry(each));
  }

  #ownEntry(each) {
    const isSaved = each.state === "sending" && this.#failures > 0;
    return ownItem(isSaved ? { ...each, state: "saved" } : each, this.#texts);
  }

  #entry(each) {
    const [, on] = this.#said(each.id);
    const [, counted] = this.#mine.supported[each.id] ?? [0, false];
    const isOwn = this.#mine.own.some(({ id }) => id === each.id);
    const isOffered = this.#board.open && !isOwn && !each.answered;
    // One's own tap shows at once; that it is counted is said when it is.
    const votes = Math.max(0, each.votes + Number(on) - Number(counted));
    return item({ ...each, votes }, { on, isOffered }, this.#texts);
  }
}

/** A name for a question, which it keeps at every try. */
function newEntry() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(16).padStart(2, "0")).join("");
}

new FloorPage();
