// Written by `python -m poll_server.wire.javascript` from messages.py; a test compares the two.

/** @typedef {{type: "vote", round: number, seq: number, answer: unknown, group?: number}} Vote */
/** @typedef {{type: "hello", epoch?: string, version?: number, proof?: string, pending?: Vote | null}} Hello */
/** @typedef {{type: "seen", round: number}} Seen */
/** @typedef {{type: "tapped", reactions?: number[], tempo?: "faster" | "fine" | "slower" | "lost" | null}} Tapped */
/** @typedef {{value: string, label: string}} Option */
/** @typedef {{name: string, type: "radio" | "checkbox" | "select" | "text" | "textarea" | "number", legend?: string, options?: Option[], most?: number, least?: number, length?: number, parts?: string[], look?: string, low?: number, high?: number, step?: number, shuffled?: number, paired?: number, together?: number, joined?: number, often?: number, for_script?: Record<string, string>, same?: boolean}} Control */
/** @typedef {{start: number, end: number, bold?: boolean, italic?: boolean, link?: string}} TextMark */
/** @typedef {{form: "paragraph" | "point" | "quote" | "source" | "link" | "picture", text: string, link?: string, picture?: string, marks?: TextMark[], inner?: Passage[], number?: number | null}} Passage */
/** @typedef {{id: string, kind: string, prompt: string, hint: string, controls: Control[], told?: Passage[], asks?: boolean, parts?: PhoneQuestion[], required?: boolean, under?: Passage[]}} PhoneQuestion */
/** @typedef {{key: string, label?: string, percent?: number | null, leading?: boolean, shown?: string}} PhoneRow */
/** @typedef {{base: number, rows: PhoneRow[], label?: string}} PhoneSeries */
/** @typedef {{label: string, value: string, note?: string, told?: Passage[]}} Fact */
/** @typedef {{keys?: string[], exactly?: boolean, order?: number[], span?: boolean}} Solution */
/** @typedef {{base: string, series: PhoneSeries[], facts?: Fact[], solution?: Solution | null, part?: string, earned?: string}} PhoneResults */
/** @typedef {{emoji?: string[], reactions?: boolean, tempo?: boolean, stage?: boolean}} MoodWanted */
/** @typedef {{type: "snapshot", epoch: string, version: number, server_ms: number, round: number, state: "ready" | "open" | "closed", question?: PhoneQuestion | null, asked?: string, deadline_ms?: number, proof?: string, results?: PhoneResults | null, floor?: boolean, scene?: "" | "start" | "pause" | "end", until_ms?: number, published?: boolean, mood?: MoodWanted | null, speakers?: boolean, practice?: boolean}} Snapshot */
/** @typedef {{type: "asked", name: string, question: PhoneQuestion}} Asked */
/** @typedef {{round: number, seq: number, answer: unknown}} MyVote */
/** @typedef {{type: "welcome", snapshot: Snapshot, my_vote?: MyVote | null}} Welcome */
/** @typedef {{type: "counted", round: number, seq: number, outcome: "accepted" | "duplicate", version?: number, proof?: string}} Counted */
/** @typedef {{type: "refused", round: number, seq: number, reason: "stale" | "conflict" | "closed" | "wrong_round" | "invalid" | "unknown", my_vote?: MyVote | null}} Refused */
/** @typedef {{type: "retry", round: number, seq: number, after_ms: number}} Retry */
/** @typedef {{type: "restart", after_ms: number}} Restart */
/** @typedef {{type: "misunderstood", detail: string}} Misunderstood */
/** @typedef {{type: "look_in", secret: string, question?: string}} LookIn */
/** @typedef {{cells: string[]}} TableRow */
/** @typedef {{caption: string, head: string[], rows: TableRow[]}} Table */
/** @typedef {{figure: Record<string, unknown>, summary: string, base: string, table: Table, cards?: string[], facts?: Fact[], more?: Record<string, unknown>[], upright?: Record<string, unknown> | null}} Shown */
/** @typedef {{text: string, name?: string, source?: string}} FloorEntry */
/** @typedef {{type: "stage_snapshot", epoch: string, version: number, server_ms: number, event: string, poll: string, code: string, position: number, questions: number, prompt: string, kind: string, round: number, state: "ready" | "open" | "closed", shown: boolean, black: boolean, join: boolean, votes: number, here: number, measure: "percent" | "count" | "both", deadline_ms?: number, result?: Shown | null, brand?: string, hint?: string, under?: Passage[], options?: string[], pictures?: string[], attempt?: number, number?: number, asked?: number, asks?: boolean, told?: Passage[], floor?: FloorEntry | null, scene?: "" | "start" | "pause" | "end", until_ms?: number, motto?: string, published?: boolean, mood?: MoodWanted | null, part?: number, part_prompt?: string, parts?: number, done?: number, speakers?: boolean, leaderboard?: boolean, practice?: boolean}} StageSnapshot */
/** @typedef {{type: "stalled", as_of_ms: number}} Stalled */
/** @typedef {{type: "command", id: string, expected_version: number, action: "forward" | "back" | "goto" | "open" | "close" | "reopen" | "show" | "hide" | "again" | "timer" | "extend" | "measure" | "part" | "chart" | "black" | "join" | "compare" | "group" | "hands" | "scene" | "until" | "mood" | "practice" | "approve" | "dismiss" | "lay", value?: string | number}} Command */
/** @typedef {{id: string, prompt: string, state: "ready" | "open" | "closed", votes: number, rounds: number, asks?: boolean, spot?: boolean}} Listed */
/** @typedef {{here: number, seen: number, voted: number, waiting: number, refused: Record<string, number>}} Attendance */
/** @typedef {{key: string, label: string, count: number, percent: number | null, leading: boolean, value?: number | null, shown?: string, more?: string[], between?: number[] | null, bar?: number, variants?: string[]}} Row */
/** @typedef {{label: string, count: number, percent: number | null}} Share */
/** @typedef {{label: string, base: number, rows: Row[], mean?: number | null, median?: number | null, top?: Share | null}} Series */
/** @typedef {{counter: string, text: string, count: number, state: "waiting" | "approved" | "dismissed", of?: string, key?: string, within?: string}} WrittenText */
/** @typedef {{counter: string, label: string, people: number}} HandLine */
/** @typedef {{lines: HandLine[], added: boolean, fixed: boolean}} HandCount */
/** @typedef {{name: string, keys: string[], texts: string[]}} LaidWords */
/** @typedef {{part: string, rows?: LaidWords[], undoable?: boolean}} LaidOf */
/** @typedef {{type: "moderator_snapshot", epoch: string, version: number, control: number, server_ms: number, event: string, poll: string, code: string, stages: number, position: number, questions: Listed[], question: string, prompt: string, kind: string, notes: string, hint: string, next_prompt: string, round: number, attempt: number, state: "ready" | "open" | "closed", shown: boolean, live: boolean, black: boolean, join: boolean, measure: "percent" | "count" | "both", attendance: Attendance, base: string, series: Series[], facts?: Fact[], pictures?: Record<string, string>, texts?: WrittenText[], moderated?: boolean, texts_beside?: boolean, approving_all?: boolean, deadline_ms?: number, take_back_ms?: number, few_until_ms?: number, risk?: string, opened_ms?: number, timer?: number, part?: number, parts?: string[], done?: number, asks?: boolean, told?: Passage[], chart?: "bars" | "columns" | "donut" | "dots", charts?: ("bars" | "columns" | "donut" | "dots")[], compare?: boolean, comparable?: boolean, grouping?: "" | "each" | "equal", groupings?: ("" | "each" | "equal")[], grouping_note?: string, stream?: boolean, streams?: boolean, hands?: HandCount | null, scene?: "" | "start" | "pause" | "end", until_ms?: number, published?: boolean, mood?: MoodWanted | null, piles?: boolean, laid?: LaidOf[], over?: boolean, practice?: boolean, practicable?: boolean}} ModeratorSnapshot */
/** @typedef {{type: "done", id: string, control: number}} Done */
/** @typedef {{type: "conflict", id: string, control: number}} Conflict */
/** @typedef {{type: "not_done", id: string, detail: string}} NotDone */

/** @typedef {Hello | Vote | Seen | Tapped} FromPhone */

/** @typedef {Snapshot | Asked | Welcome | Counted | Refused | Retry | Restart | Misunderstood} ToPhone */
export const TO_PHONE = ["snapshot", "asked", "welcome", "counted", "refused", "retry", "restart", "misunderstood"];

/** @typedef {LookIn} FromEmbed */

/** @typedef {StageSnapshot | Stalled | Restart} ToStage */
export const TO_STAGE = ["stage_snapshot", "stalled", "restart"];

/** @typedef {Command} FromModerator */

/** @typedef {ModeratorSnapshot | Done | Conflict | NotDone | Stalled | Restart | Misunderstood} ToModerator */
export const TO_MODERATOR = ["moderator_snapshot", "done", "conflict", "not_done", "stalled", "restart", "misunderstood"];
