// The lists of questions on the audience's page, exactly as `templates/floor.html` draws them.

import { element } from "../../shared/elements.js";
import { keyed, renew } from "../../shared/keyed.js";
import { fillIn } from "../texts.js";

/** Brings a list to what it should be; what is alike stays, and with it the focus. */
export function arrange(list, items, make) {
  keyed(list, items, ({ id }) => id, () => element("li"), (child, each) => renew(child, make(each)));
}

/** One's own question, and how it stands. */
export function ownItem({ text, state, joined = false }, texts) {
  const standing = texts[joined ? "own_joined" : `own_${state}`];
  const made = element("li", {}, words(text), element("p", { class: "under" }, standing));
  if (!joined && state !== "sending" && state !== "saved") {
    made.append(element("form", {}, button("quiet", texts.take_back, text)));
  }
  return made;
}

/** A question that everybody sees: what was said to it, its votes, and one's own where it may be given. */
export function item(entry, { on, isOffered }, texts) {
  const { text, votes, name, answered = false, answer, label, pinned = false, source, taken = 0 } = entry;
  const made = element("li", { class: pinned && "pinned" });
  if (pinned) made.append(element("p", { class: "mark" }, texts.pinned));
  if (answered) made.append(element("p", { class: "mark" }, texts.answered));
  made.append(words(text));
  if (name) made.append(element("p", { class: "under" }, fillIn(texts.by, { name })));
  if (label) made.append(element("p", { class: "label" }, label));
  if (answer) {
    const said = element("strong", {}, `${texts.answer}:`);
    made.append(element("p", { class: "answer", dir: "auto" }, said, ` ${answer}`));
  }
  if (source) {
    const said = fillIn(taken === 1 ? texts.taken_one : texts.taken, { n: taken, tool: source });
    made.append(element("p", { class: "under" }, said));
  }
  const count = fillIn(votes === 1 ? texts.vote : texts.votes, { n: votes });
  const form = element("form", {}, element("p", { class: "votes" }, count));
  if (isOffered) {
    form.append(button(on ? "" : "quiet", texts.support, text, { "aria-pressed": String(on) }));
  }
  made.append(form);
  return made;
}

function button(look, label, of, attributes = {}) {
  const whose = element("span", { class: "unseen" }, `: ${of}`);
  return element("button", { class: look, "data-role": label, ...attributes }, label, whose);
}

function words(text) {
  return element("p", { class: "words", dir: "auto" }, text);
}
