/** “Why are votes missing?”: what is known of the phones, in words. */

import { keyed } from "../shared/keyed.js";
import { put } from "../shared/elements.js";

export function drawMissing(facts, reasons, { attendance, round }, say) {
  const { here, seen, voted, waiting, refused } = attendance;
  const lines = [["here", here]];
  if (round) {
    lines.push(["seen", seen], ["counted", voted]);
    lines.push(["unseen", Math.max(here - seen, 0)], ["undecided", Math.max(seen - voted, 0)]);
    lines.push(["waiting", waiting]);
  }
  keyed(facts, lines, ([key]) => key, makeFact, (element, [key, n]) => {
    put(element.querySelector("dd"), String(n));
    put(element.querySelector("dt"), say(key, { n }));
  });
  const told = Object.entries(refused).filter(([, n]) => n > 0);
  keyed(reasons, told, ([reason]) => reason, () => document.createElement("li"), (element, [reason, n]) => {
    put(element, `${say("refused", { n })}: ${say(`refused_${reason}`)}`);
  });
}

function makeFact() {
  const pair = document.createElement("div");
  pair.append(document.createElement("dt"), document.createElement("dd"));
  return pair;
}
