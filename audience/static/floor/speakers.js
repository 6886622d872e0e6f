// The page on which people ask to speak: shows one's own hand, and brings a press to the server.
//
// The server's page is complete without this script. A press is kept in the browser until the server
// has it, under its own number, so that a retry is the same word.

import { byId, element, put } from "../../shared/elements.js";
import { jitter } from "../../shared/socket.js";
import { withinTime } from "../../shared/within.js";
import { fillIn } from "../texts.js";

// Between two looks: one's turn is seen in time, and 600 phones ask 200 times a second.
const LOOK_MS = 3000;
const OVER_STATUS = 410;
const UP = ["waiting", "speaking"];

class SpeakersPage {
  #page = JSON.parse(byId("page").textContent);
  #texts = this.#page.texts;
  #now = this.#page.now;
  #key = `speakers-${this.#page.code}`;
  /** The word that waits to be sent: {seq, on, list, seat}. */
  #word = this.#kept();
  #failures = 0;
  #timer = 0;
  #isTurning = false;
  #lists = JSON.stringify(this.#now.lists);

  constructor() {
    byId("plain").remove();
    byId("hand").addEventListener("submit", (event) => this.#press(event));
    document.addEventListener("visibilitychange", () => document.hidden || this.#turn());
    addEventListener("online", () => this.#turn());
    this.#draw();
    this.#turn();
  }

  #press(event) {
    event.preventDefault();
    const form = byId("hand").elements;
    const on = !(this.#word ? this.#word.on : UP.includes(this.#now.mine.state));
    const list = Number(byId("hand").querySelector("[name=list]:checked")?.value ?? 0);
    const seq = (this.#word?.seq ?? this.#now.mine.seq ?? 0) + 1;
    this.#keep({ seq, on, list, seat: form.seat.value });
    put(byId("alert"), "");
    this.#draw();
    this.#turn();
  }

  /** Sends what waits, looks for news, and sees to it that there is a next turn. */
  async #turn() {
    if (this.#isTurning || (document.hidden && !this.#word)) return;
    clearTimeout(this.#timer);
    this.#isTurning = true;
    const word = this.#word;
    try {
      if (word) await this.#deliver(word);
      await this.#look();
      this.#failures = 0;
    } catch {
      this.#failures += 1; // what waits is sent again at the next turn
    }
    this.#isTurning = false;
    this.#draw();
    if (this.#word && this.#word !== word) this.#turn();
    else this.#timer = setTimeout(() => this.#turn(), LOOK_MS + jitter(this.#failures));
  }

  async #deliver(word) {
    const response = await this.#fetch("hand", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(word),
    });
    if (![200, 403, 409].includes(response.status)) throw new Error(String(response.status));
    const { outcome = "cookie" } = response.status === 403 ? {} : await response.json();
    if (this.#word === word) this.#keep(null);
    if (response.status !== 200) put(byId("alert"), this.#texts[`refused_${outcome}`] ?? this.#texts.refused_retry);
  }

  async #look() {
    const response = await this.#fetch("now");
    if (response.status === OVER_STATUS) location.reload();
    if (!response.ok) throw new Error(String(response.status));
    this.#now = await response.json();
  }

  #fetch(what, options = {}) {
    const { code, language } = this.#page;
    const address = `/${code}/speakers/${what}?lang=${language}`;
    return withinTime((signal) => fetch(address, { cache: "no-store", ...options, signal }));
  }

  #keep(word) {
    this.#word = word;
    try {
      if (word) localStorage.setItem(this.#key, JSON.stringify(word));
      else localStorage.removeItem(this.#key);
    } catch {
      // Full or forbidden: it is still sent, it only would not outlive this tab.
    }
  }

  #kept() {
    try {
      return JSON.parse(localStorage.getItem(this.#key));
    } catch {
      return null;
    }
  }

  #draw() {
    const { open, lists, seats, current, waiting, mine, chairs, inside, one_leaves: oneLeaves } = this.#now;
    const { state = null, number = 0, before = 0 } = mine;
    const isUp = this.#word ? this.#word.on : UP.includes(state);
    const isThere = UP.includes(state);
    const isInside = chairs > 0 && state === "speaking";
    put(byId("state"), isInside ? this.#texts.inside : state ? this.#texts[state] : open ? this.#texts.about : this.#texts.closed);
    byId("number").hidden = !isThere;
    put(byId("number"), isThere ? fillIn(this.#texts.number, { n: number }) : "");
    byId("before").hidden = state !== "waiting";
    const key = before === 0 ? "before_0" : before === 1 ? "before" : "befores";
    put(byId("before"), state === "waiting" ? fillIn(this.#texts[key], { n: before }) : "");
    const late = this.#failures > 1 ? this.#texts.offline : this.#texts.sending;
    put(byId("note"), this.#word ? late : "");
    put(byId("leaves"), isInside && oneLeaves ? this.#texts.one_leaves : "");
    byId("hand").hidden = (state === "speaking" && !chairs) || !(open || isUp);
    this.#drawLists(lists);
    byId("lists").hidden = isUp || lists.length === 0;
    byId("seat-field").hidden = isUp || !seats;
    put(byId("press"), isUp ? this.#texts[isInside ? "leave" : "lower"] : this.#texts.raise);
    const taken = fillIn(this.#texts.chairs, { inside, n: chairs });
    put(byId("speaks"), chairs ? taken : current ? fillIn(this.#texts.speaks, { n: current }) : this.#texts.nobody);
    put(byId("queue"), fillIn(waiting === 1 ? this.#texts.queue : this.#texts.queues, { n: waiting }));
  }

  /** The moderator's lists, drawn anew only when they have others. */
  #drawLists(lists) {
    const now = JSON.stringify(lists);
    if (now === this.#lists) return;
    this.#lists = now;
    const legend = element("legend", {}, this.#texts.list);
    const options = lists.map((name, n) =>
      element("label", { class: "option" },
        element("input", { type: "radio", name: "list", value: String(n), checked: n === 0 }),
        element("span", {}, name)));
    byId("lists").replaceChildren(legend, ...options);
  }
}

new SpeakersPage();
