// Reactions and the tempo: taps are gathered and told in one frame, the first one at once.
//
// Nothing is kept and nothing is sent again: a tap that is lost is lost, and a vote never waits for one.

import { styled } from "../questions/later/styled.js";

// A phone that is tapped all the time says so every two seconds: 600 of them are 300 frames a second.
const GATHER_MS = 2000;
// As long as the server takes a word on the tempo for one's last one.
const HOLDS_MS = 180_000;
const TEMPOS = ["faster", "fine", "slower", "lost"];

export class Mood {
  #place;
  #texts;
  #tell;
  #said = made("p", "under");
  #drawn = "";
  #reactions = [];
  #tempo = null;
  #timer = 0;
  #forgets = 0;

  /** @param {(taps: object) => boolean} tell sends what was tapped, if there is a connection */
  constructor(place, texts, tell) {
    this.#place = place;
    this.#texts = texts;
    this.#tell = tell;
    this.styled = styled(new URL("./mood.css", import.meta.url).href);
  }

  /** Offers what is `wanted`, or nothing. What is alike stays, and with it the focus. */
  async draw(wanted) {
    await this.styled;
    this.#place.hidden = !wanted;
    const now = JSON.stringify(wanted ?? null);
    if (now === this.#drawn) return;
    this.#drawn = now;
    const { emoji = [], tempo = false } = wanted ?? {};
    this.#reactions = emoji.map(() => 0);
    this.#said.textContent = "";
    this.#place.replaceChildren(
      ...(emoji.length ? [this.#group("reactions", this.#texts.mood, emoji.map((one, n) => this.#reaction(one, n)))] : []),
      ...(tempo ? [this.#group("tempo", this.#texts.tempo, TEMPOS.map((word) => this.#word(word)))] : []),
      this.#said,
    );
  }

  #group(name, title, buttons) {
    const group = made("div", name);
    const heading = made("h2", "", title);
    heading.id = `${name}-title`;
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", heading.id);
    group.append(heading, ...buttons);
    return group;
  }

  #reaction(emoji, n) {
    return this.#button(emoji, () => {
      this.#reactions[n] += 1;
    });
  }

  #word(word) {
    const button = this.#button(this.#texts[`tempo_${word}`], () => {
      this.#tempo = word;
      this.#press(button);
      clearTimeout(this.#forgets);
      this.#forgets = setTimeout(() => this.#press(null), HOLDS_MS);
    });
    button.setAttribute("aria-pressed", "false");
    return button;
  }

  #press(pressed) {
    for (const each of this.#place.querySelectorAll("[aria-pressed]")) {
      each.setAttribute("aria-pressed", String(each === pressed));
    }
  }

  #button(label, tap) {
    const button = made("button", "quiet", label);
    button.type = "button";
    button.addEventListener("click", () => {
      tap();
      if (!this.#timer) this.#send();
    });
    return button;
  }

  #send() {
    const taps = {};
    if (this.#reactions.some(Boolean)) taps.reactions = this.#reactions.map((n) => Math.min(n, 100));
    if (this.#tempo) taps.tempo = this.#tempo;
    this.#timer = 0;
    if (!Object.keys(taps).length) return;
    this.#reactions = this.#reactions.map(() => 0);
    this.#tempo = null;
    const went = this.#tell(taps);
    this.#said.textContent = went ? this.#texts.mood_sent : this.#texts.mood_lost;
    if (!went) this.#press(null);
    this.#timer = setTimeout(() => this.#send(), GATHER_MS);
  }
}

function made(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}
