// The page's texts come from the server, in its language; here are their places filled. And what
// organisers wrote: plain, or in Markdown as the server has taken it apart.

/** `text` with each `%(name)s` replaced; what ends a sentence is followed by no full stop. */
export function fillIn(text, values = {}) {
  return text
    .replace(/%\((\w+)\)s/g, (place, name) => values[name] ?? place)
    .replace(/([.!?…])\.(?=\s|$)/g, "$1");
}

/** `text` inside a sentence: letters that are read from right to left turn nothing beside it round. */
export function isolated(text) {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text;
}

/** The hint in the line under the prompt; "" where it has a place of its own. */
export function plainHint({ hint, under }) {
  return under ? "" : hint;
}

/**
 * What stands under the prompt: the hint, or how many to choose; then what becomes of the answer,
 * until one counts.
 */
export function underPrompt(question, isCounted, texts) {
  const parts = [plainHint(question)];
  if (question.asks === false) return [...parts, texts.look].filter(Boolean).map(asSentence).join(" ");
  const { parts: several = [] } = question;
  if (several.length && !question.hint) parts.push(texts.pace);
  const [{ type, most = 0, options = [], least = 0 } = {}] = question.controls;
  if (!question.hint && type === "checkbox" && most > 1) {
    const all = options.filter(({ value }) => value !== "abstain").length;
    if (least) {
      parts.push(fillIn(least === most ? texts.just : texts.from_to, { least, n: most }));
    } else parts.push(most < all ? fillIn(texts.up_to, { n: most }) : texts.several);
  }
  if (!isCounted) {
    parts.push(texts.anonymous);
    if (several.length) parts.push(texts.together);
    const all = [question, ...several].flatMap(({ controls }) => controls);
    if (all.some((c) => c.type.startsWith("text") && c.look !== "number")) {
      parts.push(texts.no_names);
    }
  }
  return parts.filter(Boolean).map(asSentence).join(" ");
}

function asSentence(text) {
  return /[.!?…:]$/.test(text) ? text : `${text}.`;
}

/** `93 %` in German, `93%` in English, `–` without a base; the server has rounded. */
export function percentText(value, language) {
  if (value === undefined) return "–";
  return language === "de" ? `${value}\u202f%` : `${value}%`;
}

/** m:ss of a time that is left, in ms; what has begun of a second counts as one. */
export function clock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const drawnPieces = new WeakMap();

/**
 * Draws slides, hints and explanations piece by piece. What draws pieces comes when there are some;
 * until then, and where it cannot come, their words stand there.
 *
 * @param {HTMLElement} place as the server may have drawn it already; hidden where nothing is in it
 * @param {import("../shared/told.js").Piece[]} told
 */
export function drawMarked(place, told = [], words = told.map(({ text }) => text).join("\n")) {
  place.hidden = !told.length;
  const key = JSON.stringify(told);
  const before = drawnPieces.get(place);
  drawnPieces.set(place, key);
  if (before === key || (!before && place.children.length)) return;
  place.textContent = words;
  if (!told.length) return;
  import("../shared/told.js").then(
    ({ passages }) => drawnPieces.get(place) === key && place.replaceChildren(...passages(told)),
    () => {},
  );
}
