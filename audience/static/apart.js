// Puts together what the server sends in two messages: a question once, and snapshots that name it.

export class Apart {
  #asked = null;

  /** The message with its question; null where it was only the question. */
  whole(message) {
    if (message.type === "asked") this.#asked = message;
    if (message.type === "asked") return null;
    if (message.type === "welcome") return { ...message, snapshot: this.#joined(message.snapshot) };
    return message.type === "snapshot" ? this.#joined(message) : message;
  }

  #joined(snapshot) {
    // Always so: on each line the question comes first.
    if (!snapshot.asked || snapshot.asked !== this.#asked?.name) return snapshot;
    const { question } = this.#asked;
    return { ...snapshot, question, results: labelled(snapshot.results, question) };
  }
}

/** Results whose rows bear the labels of the question's own options. */
function labelled(results, question) {
  const { controls } = question.parts?.find(({ id }) => id === results?.part) ?? question;
  const { options = [] } = controls.find((control) => control.options) ?? {};
  const labels = new Map(options.map(({ value, label }) => [value, label]));
  const row = (one) => ({ ...one, label: one.label ?? labels.get(one.key) });
  return results && {
    ...results,
    series: results.series.map((one) => ({ ...one, rows: one.rows.map(row) })),
  };
}
