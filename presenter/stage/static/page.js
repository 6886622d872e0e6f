/**
 * The stage: connects, shows every snapshot, and obeys its own keys. It can change nothing; the keys
 * of the flow it hands to a console in the same browser.
 */

import { TO_STAGE } from "../wire/messages.js";
import { Socket } from "../shared/socket.js";
import { Passing } from "../shared/clicker.js";
import { keepAwake } from "../shared/awake.js";
import { Clock } from "../shared/clock.js";
import { replaces } from "../shared/freshest.js";
import { afterMeasure, listen, toggleFullscreen } from "../shared/keys.js";
import { Patience } from "../shared/patience.js";
import { whyRefused } from "../shared/refused.js";
import { Turns } from "./show/turns.js";
import { StageView } from "./view.js";
import { read, speaker } from "../shared/texts.js";

/** The server's close codes where the event is in the archive, and where the stage's link ended:
    the page that is loaded then says so. */
const LOAD_AGAIN = [4410, 4403];

/** What the stage says of a key that it passed on. */
const NOTES = { passed: "", asks: "console_asks", asks_on: "console_asks_on", nobody: "no_console" };

const texts = read("texts");
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
const help = document.getElementById("help");
const root = document.documentElement;
const address = new URL(location.href);
// Who is in already came by the whole link all the same: its secret is not for the hall to see.
address.hash = "";
history.replaceState(null, "", address);

const clock = new Clock();
const view = new StageView(clock, read("titles"));

/** How this screen alone looks; it stands in the address, so a reload keeps it. */
const own = {
  language: root.lang,
  theme: root.dataset.theme ?? "",
  measure: address.searchParams.get("measure") ?? "",
  table: false,
  black: false,
};
const clicker = new Passing(document.body.dataset.poll, (what) => view.note(NOTES[what]));
const patience = new Patience(async (lost) => {
  view.connected(!lost);
  const why = lost ? await whyRefused() : "";
  if (why && socket.state !== "open") view.refused(why);
});
const turns = new Turns(changeLanguage);
let last = null;
let fresh = true;
let socket = null;

function connect() {
  socket?.close();
  last = null; // in another language or measure the same version is news
  const asked = new URLSearchParams({ lang: own.language, theme: theme() });
  if (own.measure) asked.set("measure", own.measure);
  socket = new Socket(`/ws/stage/${document.body.dataset.poll}?${asked}`, {
    accepts: TO_STAGE,
    onMessage: receive,
    onState: (state) => {
      fresh ||= state !== "open";
      if (state === "open") patience.stop();
      else if (LOAD_AGAIN.includes(socket?.code)) location.reload();
      else patience.start();
    },
  });
}

function receive(message) {
  if (message.type === "stalled") view.stalled(message.as_of_ms);
  if (message.type !== "stage_snapshot") return;
  // The first picture on a new line is the truth: Redis may have gone back in time meanwhile.
  if (!fresh && !replaces(last, message)) return;
  clock.learn(message.server_ms, { fresh });
  fresh = false;
  last = message;
  view.show(message);
  turns.follow(message);
  // The organiser gave the event another name, colour or logo: the page is made with them.
  if ((message.brand ?? "") !== document.body.dataset.brand) location.reload();
}

function theme() {
  return own.theme || (systemDark.matches ? "dark" : "light");
}

/** Remember the screen's own looks in its address, then ask for pictures made for them. */
function change(values) {
  Object.assign(own, values);
  for (const [name, value] of [["lang", own.language], ["theme", own.theme], ["measure", own.measure]]) {
    if (value) address.searchParams.set(name, value);
  }
  history.replaceState(null, "", address);
  if (own.theme) root.dataset.theme = own.theme;
  connect();
}

function changeLanguage() {
  const language = own.language === "de" ? "en" : "de";
  view.speak(language, speaker(texts[language], language));
  change({ language });
}

/** Both languages in turn, or the one that stands there from now on; a reload keeps it. */
function changeTurns() {
  turns.turn(!turns.on);
  if (turns.on) address.searchParams.set("turns", "1");
  else address.searchParams.delete("turns");
  history.replaceState(null, "", address);
  view.note(turns.on ? "turns_on" : "turns_off");
}

listen(
  {
    P: () => change({ measure: afterMeasure(last?.measure ?? own.measure) }),
    F: toggleFullscreen,
    B: () => view.darken((own.black = !own.black)),
    D: () => change({ theme: theme() === "dark" ? "light" : "dark" }),
    L: () => {
      changeLanguage();
      turns.turn(turns.on); // a whole turn in the language that was asked for
    },
    2: changeTurns,
    T: () => view.preferTable((own.table = !own.table)),
    ArrowRight: () => view.turnPage(1) || goOn(),
    ArrowLeft: () => view.turnPage(-1) || clicker.pass("ArrowLeft"),
    ...Object.fromEntries(["PageDown", "PageUp", " ", "C", "G", "H", "R", "Q", "V", "W", "Z", "E"].map(passed)),
    "?": () => help.showModal(),
  },
  { switchedBy: document.getElementById("letters"), left: scrolls },
);

/** After the last page of options, a press too many must not end the vote: it says what would. */
function goOn() {
  if (view.isLastPage && !view.notes("last_page")) view.note("last_page");
  else clicker.pass("ArrowRight");
}

/** A key that means nothing to a stage, with what hands it to the console. */
function passed(key) {
  return [key, () => clicker.pass(key)];
}

/** Whether this key moves what is longer than its room: a table, or the page on a phone. */
function scrolls({ key, target }) {
  if (!["PageDown", "PageUp", " "].includes(key)) return false;
  return target.closest("[role=region]") !== null || root.scrollHeight > window.innerHeight + 1;
}

keepAwake(document.getElementById("awake"));
systemDark.addEventListener("change", () => own.theme || connect());

view.speak(own.language, speaker(texts[own.language], own.language));
turns.turn(address.searchParams.has("turns"));
connect();
