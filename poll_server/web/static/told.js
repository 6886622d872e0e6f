// What organisers write to be read, piece by piece; the phone's page without a script has the same.

import { element, put } from "./elements.js";

/** @typedef {{start: number, end: number, bold?: boolean, italic?: boolean, link?: string}} Mark */
/** @typedef {{form: string, text: string, link?: string, picture?: string, marks?: Mark[], inner?: Piece[], number?: number}} Piece */

/** What stands in places that `tell` filled. */
const standing = new WeakMap();

/**
 * Brings `place` up to date: the pieces, or `words` alone where these are all there is.
 *
 * @param {Element} place
 * @param {string} words
 * @param {Piece[]} told
 * @param {boolean} readOnly
 */
export function tell(place, words, told = [], readOnly = false) {
  const key = told.length ? JSON.stringify(told) : "";
  if (key !== (standing.get(place) ?? "")) place.replaceChildren(...passages(told, readOnly));
  standing.set(place, key);
  if (!key) put(place, words);
}

/**
 * The elements of these pieces. On a stage nobody can follow a link: there its address is written out.
 *
 * @param {Piece[]} told
 * @param {boolean} readOnly
 */
export function passages(told, readOnly = false) {
  const made = [];
  let last = null;
  for (const piece of told) {
    const { form, text, link = "", picture = "", number } = piece;
    const before = last;
    last = piece;
    if (form === "point") {
      const goesOn = before?.form === "point" && (before.number === undefined) === (number === undefined);
      if (!goesOn) made.push(list(number));
      made[made.length - 1].append(point(piece, readOnly));
    } else if (form === "source" && before?.form === "quote") {
      made[made.length - 1].append(element("figcaption", { dir: "auto" }, text));
    } else if (form === "quote") {
      made.push(element("figure", {}, element("blockquote", { dir: "auto" }, ...runs(piece, readOnly))));
    } else if (form === "link") made.push(element("p", { class: "leads" }, ...linked(text, link, readOnly)));
    else if (form === "picture") {
      made.push(element("p", { class: "picture" }, pictureOf(picture, text, readOnly ? "stage" : "phone")));
    } else made.push(element("p", { dir: "auto" }, ...runs(piece, readOnly)));
  }
  return made;
}

function list(number) {
  return number === undefined ? element("ul") : element("ol", { start: number === 1 ? null : number });
}

function point(piece, readOnly) {
  return element("li", { dir: "auto" }, ...runs(piece, readOnly), ...passages(piece.inner ?? [], readOnly));
}

/** A piece's words, each with its look: text and elements, never markup. */
function runs({ text, marks = [] }, readOnly) {
  const made = [];
  let at = 0;
  for (const { start, end, bold, italic, link } of marks) {
    const words = text.slice(start, end);
    let said = lines(words);
    const address = link && readOnly ? bare(link) : "";
    const isNamed = address !== bare(words);
    if (italic) said = [element("em", {}, ...said)];
    if (bold) said = [element("strong", {}, ...said)];
    if (link && !readOnly) said = [element("a", { href: link, target: "_blank", rel: AWAY }, ...said)];
    made.push(...lines(text.slice(at, start)), ...said, ...(address && isNamed ? [` (${address})`] : []));
    at = end;
  }
  return [...made, ...lines(text.slice(at))].filter(Boolean);
}

/** A text whose lines end where its writer pressed Enter. */
function lines(text) {
  return text.split("\n").flatMap((line, place) => (place ? [element("br"), line] : [line]));
}

/** What is behind a link learns nothing of this page, and gains nothing by it. */
const AWAY = "noopener noreferrer nofollow";

function linked(text, link, readOnly) {
  if (!readOnly) return [element("a", { href: link, target: "_blank", rel: "noreferrer" }, text)];
  const address = bare(link);
  return text === address ? [address] : [`${text}: `, element("b", {}, address)];
}

/** An address as somebody types it. */
function bare(link) {
  return link.replace(/^https?:\/\/(www\.)?|^mailto:|\/$/gi, "");
}

/**
 * The picture of the event called `name`, which says how large it is: `0123456789abcdef-1600x900`.
 * Its room is kept until it has come; where it does not come, its words stay.
 *
 * @param {string} name
 * @param {string} text what is to be seen on it
 * @param {"phone" | "stage"} size
 */
export function pictureOf(name, text, size = "phone") {
  const [width, height] = name.split("-")[1].split("x");
  const src = `${document.body.dataset.pictures}/${name}/${size}`;
  // On a stage it is in sight at once; a phone loads what one scrolls to.
  const loading = size === "stage" ? "eager" : "lazy";
  return element("img", { src, width, height, alt: text, loading, decoding: "async" });
}
