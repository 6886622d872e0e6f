// The kinds of question, by the server's names. Written by `python -m audience.assets` from the kinds
// there are; where another package brings one, the phone's page gets it in the same way.
//
//   read(form)             the answer in the form; null: nothing chosen yet
//   fill(form, answer)     shows the answer; null: an empty form
//   attend(form, input)    sees to the kind's rules after a change; the key of a text to say, or ""
//   draw(form)             may make more of the native controls (`data-look`); may be missing
//   holds(answer, n, key)  whether the answer is in the row `key` of the n-th series of the results

import { choice } from "./choice.js";
import { scale } from "./scale.js";
import { text } from "./text.js";
import { words } from "./words.js";

export const kinds = { choice, scale, text, words };
