/** What the wall says aloud, and when: decisions without a page. */

/** Milliseconds between two announcements at least: six rooms must not talk all the time. */
export const PAUSE_MS = 10000;

/**
 * What to say of each poll in which something happened between `last` and `next`: another question,
 * another state, a new trouble. Never votes or phones.
 *
 * Returns a map from the poll's slug to a sentence.
 */
export function news(last, next) {
  const before = new Map(last.polls.map((poll) => [poll.slug, poll]));
  const said = new Map();
  for (const poll of next.polls) {
    const was = before.get(poll.slug);
    if (!was) continue;
    const words = [];
    if (poll.prompt !== was.prompt) words.push(poll.place, poll.prompt);
    if (poll.phase_words !== was.phase_words) words.push(poll.phase_words);
    words.push(...poll.troubles.filter((trouble) => !was.troubles.includes(trouble)));
    if (words.length) said.set(poll.slug, `${poll.title}: ${words.filter(Boolean).join(". ")}.`.replace(/([.!?…])\.$/, "$1"));
  }
  return said;
}

/** Gathers what is to be said and says it with pauses; of one poll only the newest. */
export class Announcer {
  #say;
  #waiting = new Map();
  #timer = 0;
  #notBefore = 0;

  /** @param {(text: string) => void} say */
  constructor(say) {
    this.#say = say;
  }

  /** @param {Map<string, string>} news by the poll they are of */
  add(news) {
    if (!news.size) return;
    for (const [slug, text] of news) this.#waiting.set(slug, text);
    this.#timer ||= setTimeout(() => this.#speak(), Math.max(0, this.#notBefore - Date.now()));
  }

  #speak() {
    this.#timer = 0;
    this.#notBefore = Date.now() + PAUSE_MS;
    this.#say([...this.#waiting.values()].join(" "));
    this.#waiting.clear();
  }
}

/** Whether both are of the same polls; otherwise the page is made anew. */
export function samePolls(last, next) {
  const slugs = ({ polls }) => polls.map(({ slug }) => slug).sort().join(" ");
  return slugs(last) === slugs(next);
}
