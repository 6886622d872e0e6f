// The kinds of question, by the server's names. Written by `python -m audience.assets` from the kinds
// there are; where another package brings one, the phone's page gets it in the same way.
//
//   read(form, how)        the answer in the form; null: nothing chosen yet. To be sent it is by the
//                          button (`end`), or on the way to another part of the question (`step`)
//   fill(form, answer)     shows the answer; null: an empty form
//   attend(form, input)    sees to the kind's rules after a change; the text to say, its key, or ""
//   holds(answer, n, key)  whether the answer is in the row `key` of the n-th series of the results
//
// and, where the kind needs them:
//
//   asked(control)         the groups of a control of which several of its options are asked each time
//   draw(form, tools)      makes more of the native controls (`data-look`) at once; `tools` are the
//                          question, its controls, texts and all kinds, for one that is made of others
//   later(form)            the same by a module that comes when it is needed: `import("./later/….js")`;
//                          until then, and where it does not come, the native controls do
//   grow(groups, drawn)    the audience added to what is asked: `drawn()` are the groups as they are now
//   objection(form)        a sentence, where the answer in the form could not be counted; or ""
//   tell(question)         the elements of what is to be read, where nothing is asked
//   says(answer, controls) the answer in words, where labels of boxes and texts do not tell it; the
//                          question and the page's texts come behind
//   leads(form)            the key of the text on the button, where one press does not send all
//   partIn(question, …)    the part of the question that results are of, and the answer to it
//   goOn(form, to)         where it leads, once what was said is on its way
//
// A group hears `filled` when an answer was put into the form. What a kind's script has to say is in
// its group's `data-for-script`, in the reader's language.

import { choice } from "./questions/choice.js";
import { grid } from "./questions/grid.js";
import { maxdiff } from "./questions/maxdiff.js";
import { number } from "./questions/number.js";
import { pairs } from "./questions/pairs.js";
import { pin } from "./questions/pin.js";
import { points } from "./questions/points.js";
import { ranking } from "./questions/ranking.js";
import { resistance } from "./questions/resistance.js";
import { scale } from "./questions/scale.js";
import { slide } from "./questions/slide.js";
import { survey } from "./questions/survey.js";
import { text } from "./questions/text.js";
import { words } from "./questions/words.js";

export const kinds = { choice, grid, maxdiff, number, pairs, pin, points, ranking, resistance, scale, slide, survey, text, words };
