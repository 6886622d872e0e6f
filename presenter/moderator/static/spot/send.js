/** A change of the questions, sent to the server; it says in a sentence why one cannot be made. */

const REQUEST_MS = 5000; // longer, and it is as if there were no line

/** @returns sends a step, has `tell` say what became of it, and answers why not; "" where it is done */
export function sender(poll, say, tell) {
  return async (step, said) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), REQUEST_MS);
    let wrong = "";
    try {
      const response = await fetch(`/moderate/${poll}/spot?lang=${document.documentElement.lang}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(step),
        signal: limit.signal,
      });
      wrong = response.ok ? ((await response.json()).why ?? "") : say("spot_failed");
    } catch {
      wrong = say("spot_no_line");
    } finally {
      clearTimeout(timer);
    }
    tell(wrong || say(...said));
    return wrong;
  };
}
