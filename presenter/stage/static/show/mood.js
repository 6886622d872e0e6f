/** How the hall takes it: counts of reactions, and the tempo as shares, in one quiet band. */

import { element } from "../../shared/elements.js";
import { Looking } from "./looking.js";

/** A look a second: half as often as a screen may be told. */
const LOOK_MS = 1000;
const TEMPOS = ["faster", "fine", "slower", "lost"];

export class MoodBand {
  #place;
  #looking;
  #say;
  #language;
  #wanted = null;
  #drawn = "";

  /** @param {string} address who is asked for the numbers */
  constructor(place, address) {
    this.#place = place;
    this.#looking = new Looking(address, LOOK_MS, (now) => this.#draw(now));
  }

  /** Show what is `wanted` of it, in this language; nothing where that is null. */
  follow(wanted, say, language) {
    this.#say = say;
    this.#language = language;
    const isOther = JSON.stringify(wanted ?? null) !== JSON.stringify(this.#wanted);
    const wasThere = this.#looking.isWanted;
    this.#wanted = wanted ?? null;
    this.#place.hidden = !wanted;
    this.#looking.want(Boolean(wanted));
    if (isOther && wasThere) this.#looking.look();
  }

  #draw(now) {
    const parts = [...this.#reactions(now), ...this.#tempo(now)];
    const drawn = JSON.stringify(parts);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    const items = parts.map(([label, value]) =>
      element("span", { class: "part" }, `${label} `, element("b", {}, value)));
    this.#place.replaceChildren(...(items.length ? items : [this.#say("mood_quiet")]));
  }

  #reactions({ reactions }) {
    const { emoji = [], reactions: on = false } = this.#wanted;
    const number = new Intl.NumberFormat(this.#language);
    return on && reactions.some(Boolean) ? emoji.map((one, n) => [one, number.format(reactions[n])]) : [];
  }

  #tempo({ tempo, of }) {
    const said = TEMPOS.filter((word) => tempo[word]);
    if (!this.#wanted.tempo || !said.length) return [];
    const percent = (n) => (this.#language === "de" ? `${n}\u202f%` : `${n}%`);
    return [
      [`${this.#say("mood_tempo")}, ${this.#say("mood_of", { n: of })}:`, ""],
      ...said.map((word) => [this.#say(`mood_${word}`), percent(tempo[word])]),
    ];
  }
}
