// Where reactions and the tempo stand on a phone. Their script comes only where a moderator wants them.

export class Taps {
  #place;
  #texts;
  #tell;
  #script = null;

  /** @param {(taps: object) => boolean} tell sends what was tapped, if there is a connection */
  constructor(place, texts, tell) {
    this.#place = place;
    this.#texts = texts;
    this.#tell = tell;
  }

  async draw(wanted) {
    if (wanted) {
      this.#script ??= import("./mood.js").then(({ Mood }) => new Mood(this.#place, this.#texts, this.#tell));
    }
    try {
      await (await this.#script)?.draw(wanted);
    } catch {
      this.#script = null; // it did not come; the next picture asks for it again
    }
  }
}
