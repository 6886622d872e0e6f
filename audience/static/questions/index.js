// The kinds of question, by the server's names. Written by `python -m audience.assets` from the kinds
// there are; where another package brings one, the phone's page gets it in the same way.
//
//   read(form)             the answer in the form; null: nothing chosen yet
//   fill(form, answer)     shows the answer; null: an empty form
//   attend(form, input)    sees to the kind's rules after a change; the text to say, its key, or ""
//   holds(answer, n, key)  whether the answer is in the row `key` of the n-th series of the results
//
// and, where the kind needs them:
//
//   draw(form)             makes more of the native controls (`data-look`) at once
//   later(form)            the same by a module that comes when it is needed: `import("./later/….js")`;
//                          until then, and where it does not come, the native controls do
//   objection(form)        a sentence, where the answer in the form could not be counted; or ""
//   tell(question)         the elements of what is to be read, where nothing is asked
//   says(answer, controls) the answer in words, where labels of boxes and texts do not tell it
//
// A group hears `filled` when an answer was put into the form. What a kind's script has to say is in
// its group's `data-for-script`, in the reader's language.

import { choice } from "./choice.js";
import { grid } from "./grid.js";
import { number } from "./number.js";
import { pairs } from "./pairs.js";
import { points } from "./points.js";
import { ranking } from "./ranking.js";
import { resistance } from "./resistance.js";
import { scale } from "./scale.js";
import { slide } from "./slide.js";
import { text } from "./text.js";
import { words } from "./words.js";

export const kinds = { choice, grid, number, pairs, points, ranking, resistance, scale, slide, text, words };
