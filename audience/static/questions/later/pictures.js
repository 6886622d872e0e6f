// The pictures of options: until they are here, the options stand there in words.

import { pictureOf } from "../../../shared/told.js";
import { told } from "../form.js";

/** Puts each picture over the words of its option, where the server did not. */
export function draw(form) {
  const pictures = told(form);
  for (const input of form.querySelectorAll("[data-look=pictures] input")) {
    const [name, ...words] = (pictures[input.value] ?? "").split(" ");
    if (name && !input.parentElement.querySelector("img")) input.after(pictureOf(name, words.join(" ")));
  }
}
