/** What a moderator types in while the show runs. */

export { HandCounts } from "./hands.js";
export { Order } from "./order.js";
export { Quick } from "./quick.js";
export { sender } from "./send.js";
