// The kinds of question, by the server's names. A new kind is one file and one line here.
//
//   read(form)             the answer in the form; null: nothing chosen yet
//   fill(form, answer)     shows the answer; null: an empty form
//   attend(form, input)    sees to the kind's rules after a change; the key of a text to say, or ""
//   holds(answer, n, key)  whether the answer is in the row `key` of the n-th series of the results

import { choice } from "./choice.js";
import { scale } from "./scale.js";
import { text } from "./text.js";
import { words } from "./words.js";

export const kinds = { choice, scale, text, words };
