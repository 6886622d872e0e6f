/** Reactions and the tempo: what of it is wanted, and how the hall takes it. */

import { byId, put } from "../../shared/elements.js";
import { MoodBand } from "../../stage/show/mood.js";

const SWITCHES = ["reactions", "tempo", "stage"];

export class MoodPanel {
  #say;
  #language;
  #band;

  /** @param {(action: "mood", value: string) => void} act */
  constructor(say, language, poll, act) {
    this.#say = say;
    this.#language = language;
    this.#band = new MoodBand(byId("mood-band"), `/moderate/${poll}/mood`);
    for (const name of SWITCHES) {
      const box = byId(`mood-${name}`);
      box.addEventListener("change", () => {
        box.checked = !box.checked; // what the server says holds; until then nothing has changed
        act("mood", name);
      });
    }
    byId("mood-form").addEventListener("submit", (event) => {
      event.preventDefault();
      act("mood", byId("mood-emoji").value);
    });
  }

  /** @param {import("../../wire/messages.js").ModeratorSnapshot} snapshot */
  draw({ mood, over = false }) {
    byId("mood-box").hidden = over || !mood;
    if (!mood) return;
    for (const name of SWITCHES) byId(`mood-${name}`).checked = mood[name] === true;
    const field = byId("mood-emoji");
    if (document.activeElement !== field) field.value = mood.emoji.join(" ");
    const isOn = !over && (mood.reactions === true || mood.tempo === true);
    this.#band.follow(isOn ? mood : null, this.#say, this.#language);
    if (!isOn) put(byId("mood-band"), "");
  }
}
