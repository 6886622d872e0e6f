// What is told between questions, piece by piece; the phone's page without a script has the same.

import { element } from "./elements.js";

/**
 * The elements of these pieces. On a stage nobody can follow a link: there its address is written out.
 *
 * @param {{form: string, text: string, link?: string, picture?: string}[]} told
 * @param {boolean} readOnly
 */
export function passages(told, readOnly = false) {
  const made = [];
  let last = null;
  for (const { form, text, link = "", picture = "" } of told) {
    const before = last;
    last = form;
    if (form === "point" && before === "point") made[made.length - 1].append(point(text));
    else if (form === "source" && before === "quote") {
      made[made.length - 1].append(element("figcaption", { dir: "auto" }, text));
    } else if (form === "point") made.push(element("ul", {}, point(text)));
    else if (form === "quote") made.push(element("figure", {}, element("blockquote", { dir: "auto" }, text)));
    else if (form === "link") made.push(element("p", { class: "leads" }, ...linked(text, link, readOnly)));
    else if (form === "picture") {
      made.push(element("p", { class: "picture" }, pictureOf(picture, text, readOnly ? "stage" : "phone")));
    } else made.push(element("p", { dir: "auto" }, text));
  }
  return made;
}

function point(text) {
  return element("li", { dir: "auto" }, text);
}

function linked(text, link, readOnly) {
  if (!readOnly) return [element("a", { href: link, target: "_blank", rel: "noreferrer" }, text)];
  const address = link.replace(/^https?:\/\/(www\.)?|\/$/gi, "");
  return text === address ? [address] : [`${text}: `, element("b", {}, address)];
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
